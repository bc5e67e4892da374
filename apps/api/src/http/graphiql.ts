import type { IncomingMessage } from 'node:http';
import type { GraphiqlOptions } from './options.ts';

/** A name that leads to this machine only, so that no page of another site can have it (DNS rebinding). */
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** Whether a browser wants to see a page, rather than a program an answer. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.accept?.includes('text/html') === true;
}

/** The GraphiQL page, complete: it loads nothing from elsewhere. */
export async function graphiqlPage(request: IncomingMessage, { defaultToken, tabs }: GraphiqlOptions): Promise<string> {
  // Nine megabytes that a hub in production need not hold.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const token = LOOPBACK_HOST.test(request.headers.host ?? '') ? defaultToken : undefined;
  const headers = JSON.stringify({ authorization: `Bearer ${token ?? '<token>'}` }, null, 2);
  const page = {
    title: 'Interline',
    defaultTabs: tabs.map((query) => ({ query, headers })),
    // Who comes back finds the first tab again, not an empty one; unless the address brings an operation.
    ...(request.url?.includes('query=') ? {} : { query: tabs[0] }),
    headers,
    defaultHeaders: headers,
    // A token that the browser kept from an earlier start would take the place of this one.
    shouldPersistHeaders: false,
    // GraphiQL's WebSocket knows nothing of the headers editor; event streams send what it says.
    subscriptionsProtocol: 'SSE' as const,
    method: 'POST' as const,
  };
  return renderGraphiQL(page);
}
