import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBenchPostgres } from '../src/bench-postgres.ts';
import type { BenchPostgres } from '../src/bench-postgres.ts';
import { openBenchDatabase } from '../src/hub-context.ts';
import { ask } from '../src/reads/ask.ts';
import { HUB, startContestants } from '../src/reads/contestants.ts';
import type { Contestant } from '../src/reads/contestants.ts';
import { detailRequests, listRequests } from '../src/reads/sample.ts';
import { verifyEqualAnswers } from '../src/reads/verify.ts';

const ORDERS = 600;
const lists = listRequests()
  .slice(0, 25)
  .map((request) => ({ ...request, size: 1 }));
const details = detailRequests(ORDERS, 25);

let postgres: BenchPostgres;
let contestants: Contestant[] = [];
let others: Contestant[] = [];

beforeAll(async () => {
  postgres = await openBenchPostgres();
  contestants = await startContestants(await postgres.createDatabase(ORDERS));
});

afterAll(async () => {
  await Promise.all([...contestants, ...others].map(({ process }) => process.stop()));
  await postgres.close();
});

it('gets the same orders from the hub, LIMIT, PostGraphile and Mercurius, on first and second pages', async () => {
  expect(contestants).toHaveLength(4);
  expect(await verifyEqualAnswers(contestants, { lists, details })).toBe(2 * lists.length + details.length);
});

it('says who answers otherwise when one name differs', async () => {
  const url = await postgres.createDatabase(ORDERS);
  const database = await openBenchDatabase(url);
  await database.pool.query(`update interline.traveller set name = 'Nobody' where position = 0`);
  await database.close();
  others = await startContestants(url);
  const [limit] = contestants;
  const hub = others.find(({ name }) => name === HUB);
  if (!limit || !hub) throw new Error('Both must have started.');
  await expect(verifyEqualAnswers([limit, hub], { lists, details })).rejects.toThrow(/^Interline and LIMIT.*Nobody/s);
});

it('shows no personal data in clear and refuses a caller without a token', async () => {
  const hub = contestants.find(({ name }) => name === HUB);
  const [request] = details;
  if (!hub || !request) throw new Error('The hub must have started.');
  const operation = hub.dialect.detail(request);
  const answer = JSON.stringify(await ask(hub.endpoint, operation));
  expect(answer).toMatch(/"phone":"138\*{4}\d{4}"/);
  await expect(ask({ ...hub.endpoint, headers: {} }, operation)).rejects.toThrow('401');
});

it('reaches the same last page backward and after the deepest cursor', async () => {
  const hub = contestants.find(({ name }) => name === HUB);
  const [request] = lists;
  if (!hub || !request) throw new Error('The hub must have started.');
  const read = async (part: object) =>
    hub.dialect.readList(await ask(hub.endpoint, hub.dialect.list({ ...request, ...part })));
  const last = await read({ backward: true });
  const { startCursor } = await read({ backward: true, size: 2 });
  expect((await read({ after: startCursor })).orders).toEqual(last.orders);
});
