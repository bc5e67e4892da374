import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startServer, TOKEN } from './support/test-server.ts';

const QUERY = 'subscription Watch { orderEvents { text } }';

/** The page as a browser gets that came by this name. */
function pageAt(port: number, host: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = { port, host: '127.0.0.1', path: '/graphql', headers: { host, accept: 'text/html,*/*' } };
  get(options, (response) => resolve(text(response))).on('error', reject);
  return promise;
}

/** What the page gives to GraphiQL. */
function optionsOf(page: string): unknown {
  return JSON.parse(/querySelector\('#root'\),\s*(\{.*\}),\s*\);/.exec(page.slice(-5_000))?.[1] ?? 'null');
}

test.each(['localhost:4000', '127.0.0.1:4000', '[::1]:4000'])(
  'at %s the page has query and token in it',
  async (host) => {
    const server = await startServer({ graphiql: { defaultToken: TOKEN, tabs: [QUERY] } });
    const headers = JSON.stringify({ authorization: `Bearer ${TOKEN}` }, null, 2);
    expect(optionsOf(await pageAt(server.port, host))).toEqual({
      title: 'Interline',
      defaultTabs: [{ query: QUERY, headers }],
      query: QUERY,
      headers,
      defaultHeaders: headers,
      shouldPersistHeaders: false,
      subscriptionsProtocol: 'SSE',
      method: 'POST',
    });
  },
);

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.0.2.1:4000'])(
  'at %s the page does not give the token away',
  async (host) => {
    const server = await startServer({ graphiql: { defaultToken: TOKEN, tabs: [QUERY] } });
    const page = await pageAt(server.port, host);
    expect(page).not.toContain(TOKEN);
    expect(page).toContain('Bearer <token>');
  },
);

test('the page loads nothing from elsewhere and may not be framed', async () => {
  const server = await startServer({ graphiql: { tabs: [QUERY] } });
  const response = await fetch(server.url, { headers: { accept: 'text/html' } });
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  expect(await response.text()).not.toMatch(/<(script|link)[^>]+(src|href)=["']?https?:/);
});
