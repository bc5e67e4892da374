import { expect, test } from 'vitest';
import { connect } from './support/socket.ts';
import { codesOf, startServer } from './support/test-server.ts';

const LIST = 'query ($first: Int) { orders(first: $first) { edges { node { id title } } } }';

test('reads are paid by cost, per token; commands have their own budget', async () => {
  const server = await startServer({ limits: { costPerMinute: 150, mutationsPerMinute: 2 } });
  server.grant('other', {});
  const list = (first: number, token?: string) =>
    server.post({ query: LIST, variables: { first } }, token ? { authorization: `Bearer ${token}` } : {});
  expect((await list(20)).status).toBe(200);
  const refused = await list(40);
  expect({ status: refused.status, codes: codesOf(refused.json) }).toEqual({ status: 429, codes: ['RATE_LIMITED'] });
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(refused.json.errors?.[0]?.extensions?.['retryAfterSeconds']).toBe(wait);
  expect((await list(20, 'other')).status).toBe(200);

  const rename = () => server.post({ query: 'mutation { rename(title: "a") }' });
  expect([(await rename()).status, (await rename()).status, (await rename()).status]).toEqual([200, 200, 429]);
  expect(server.backstage.renames).toBe(2);
});

test('a WebSocket spends the same budget, and stays open', async () => {
  const server = await startServer({ limits: { mutationsPerMinute: 1 } });
  await server.post({ query: 'mutation { rename(title: "a") }' });
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: { query: 'mutation { rename(title: "b") }' } });
  expect(await raw.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
  raw.send({ type: 'subscribe', id: '2', payload: { query: '{ hello }' } });
  expect(await raw.next()).toMatchObject({ type: 'next', id: '2' });
  expect(server.backstage.renames).toBe(1);
});

test('wrong documents are paid for too', async () => {
  const server = await startServer({ limits: { costPerMinute: 3 } });
  for (let time = 0; time < 4; time += 1) await server.post({ query: '{ nothing' });
  expect((await server.post({ query: '{ hello }' })).status).toBe(429);
});
