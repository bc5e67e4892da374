import type { IncomingMessage } from 'node:http';
import type { GraphiqlOptions } from './options.ts';

/** A name that leads to this machine only, so that no page of another site can have it (DNS rebinding). */
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** Whether a browser wants to see a page, rather than a program an answer. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.accept?.includes('text/html') === true;
}

/** The GraphiQL page, complete: it loads nothing from elsewhere. */
export async function graphiqlPage(
  { headers }: IncomingMessage,
  { defaultToken, defaultQuery }: GraphiqlOptions,
): Promise<string> {
  // Nine megabytes that a hub in production need not hold.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const token = LOOPBACK_HOST.test(headers.host ?? '') ? defaultToken : undefined;
  const authorization = token === undefined ? 'Bearer <token>' : `Bearer ${token}`;
  const page = {
    title: 'Interline',
    defaultQuery,
    headers: JSON.stringify({ authorization }, null, 2),
    // GraphiQL's WebSocket knows nothing of the headers editor: it uses the page's token. Without
    // one, event streams serve, which do send the headers.
    ...(token === undefined
      ? { subscriptionsProtocol: 'SSE' as const }
      : { subscriptionsProtocol: 'WS' as const, connectionParams: { authorization } }),
  };
  return renderGraphiQL(page);
}
