import { createSandbox } from '@interline/sandbox';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { until } from './support/until.ts';
import { makeWorld, SHOP, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

const PATIENCE_MS = 60_000;

async function statusOf(reference: string): Promise<string | null> {
  const { order } = await client.request<{ order: { status: string } | null }>(
    'query Order($reference: String!) { order(channel: "vacation", reference: $reference) { status } }',
    { reference },
  );
  return order?.status ?? null;
}

/** A question that falls into the moment of a cut is answered with an error; the next one is not. */
const arrives = (reference: string, status: string): Promise<void> =>
  until(
    async () => (await statusOf(reference).catch(() => null)) === status,
    PATIENCE_MS,
    async () => `order ${reference} is ${await statusOf(reference)}`,
  );

interface Letter {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly reason: string;
}

async function deadLetters(): Promise<Letter[]> {
  const { deadLetters: found } = await client.request<{ deadLetters: { nodes: Letter[] } }>(
    '{ deadLetters(first: 50) { nodes { id kind code reason } } }',
  );
  return found.nodes;
}

test('a database that drops every connection is survived: nothing is lost, nobody has to restart the hub', async () => {
  const { control } = world.sandbox;
  const { id } = control.createOrder({ shop: SHOP, confirmation: 'manual', staged: false });
  await arrives(id, 'AWAITING_PAYMENT');
  await world.store.database.query({
    name: 'test.cut',
    text: `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  });
  control.advanceOrder(id, { to: 'pay' });
  await arrives(id, 'AWAITING_FULFILMENT');
  expect(await deadLetters()).toEqual([]);
});

test('cut sockets, truncated answers, platform errors and a throttle pass without a person', async () => {
  const { control } = world.sandbox;
  control.setFaults({
    calls: [
      { kind: 'truncated', method: 'alitrip.travel.trade.query', count: 1 },
      { kind: 'error', method: 'alitrip.travel.trade.query', code: 15, subCode: 'isp.remote-service-error', count: 1 },
      { kind: 'throttle', method: 'alitrip.travel.trade.query', seconds: 1, count: 1 },
    ],
  });
  control.cutSockets();
  const { id } = control.createOrder({ shop: SHOP, confirmation: 'manual', staged: false, advance: 'pay' });
  await arrives(id, 'AWAITING_FULFILMENT');
  control.clearFaults();
  expect(await deadLetters()).toEqual([]);
});

test('a message of 10 MB, a malformed one and unknown words are kept and reported, and orders go on', async () => {
  const { control } = world.sandbox;
  control.setFaults({ messages: { huge: 1 } });
  const huge = control.createOrder({ shop: SHOP, confirmation: 'manual', staged: false });
  await arrives(huge.id, 'AWAITING_PAYMENT');

  control.setFaults({ messages: { malformed: 1 } });
  const malformed = control.createOrder({ shop: SHOP, confirmation: 'manual', staged: false });
  await arrives(malformed.id, 'AWAITING_PAYMENT');
  await until(async () => (await deadLetters()).some(({ kind }) => kind === 'MESSAGE'), PATIENCE_MS);
  const letter = (await deadLetters()).find(({ kind }) => kind === 'MESSAGE');
  expect(letter?.reason).not.toBe('');

  control.setFaults({ calls: [{ kind: 'unknown-status' }, { kind: 'unknown-field' }] });
  const strange = control.createOrder({ shop: SHOP, confirmation: 'manual', staged: false, advance: 'pay' });
  await until(async () => (await statusOf(strange.id)) !== null, PATIENCE_MS);
  expect(await statusOf(strange.id)).toBe('UNKNOWN');
  control.clearFaults();
  await arrives(strange.id, 'AWAITING_FULFILMENT');
});

test('invariant 12: an expired session parks its shop, and the shop resumes by itself after re-authorisation [expire in the middle of a batch]', async () => {
  const { control } = world.sandbox;
  control.expireSession(SHOP);
  const orders = control.createOrders({ shop: SHOP, count: 5, confirmation: 'manual', staged: false, advance: 'pay' });
  const shops = async () =>
    (await client.request<{ shops: { name: string; state: string }[] }>('{ shops { name state } }')).shops;
  await until(async () => (await shops()).some((shop) => shop.name === SHOP && shop.state === 'PARKED'), PATIENCE_MS);
  const other = control.createOrder({ shop: 'masked', confirmation: 'manual', staged: false });
  await arrives(other.id, 'AWAITING_PAYMENT');

  const { session } = control.renewSession(SHOP);
  const bootstrap = JSON.parse(world.environment['INTERLINE_SHOPS'] ?? '[]') as { name: string; session: string }[];
  const renewed = bootstrap.map((shop) => (shop.name === SHOP ? { ...shop, session } : shop));
  await hub.end('SIGTERM');
  hub = await startHubProcess({ ...world.environment, INTERLINE_SHOPS: JSON.stringify(renewed) });
  client = hubClient(hub.url, TOKEN);
  for (const { id } of orders) await arrives(id, 'AWAITING_FULFILMENT');
  expect(await shops()).toContainEqual({ name: SHOP, state: 'ACTIVE' });
});

test('a hub that is killed in the middle of a search takes it up again when the lease is over, not later', async () => {
  const { control } = world.sandbox;
  control.setFaults({
    messages: { drop: 1 },
    calls: [{ kind: 'late-answer', method: 'alitrip.travel.trades.search', seconds: 30 }],
  });
  const searching = async () => {
    const rows = await world.store.database.query<{ leased: boolean }>({
      name: 'test.searching',
      text: `select leased_until > now() as leased
               from interline.watermark join interline.shop on shop.id = shop_id where shop.name = 'masked'`,
    });
    return rows.some(({ leased }) => leased);
  };
  await until(searching, PATIENCE_MS);
  await hub.end('SIGKILL');
  control.setFaults({ messages: { drop: 1 } });
  const unannounced = control.createOrder({ shop: 'masked', confirmation: 'manual', staged: false });
  hub = await startHubProcess({ ...world.environment, INTERLINE_SHOPS: '[]' });
  client = hubClient(hub.url, TOKEN);
  await arrives(unannounced.id, 'AWAITING_PAYMENT');
  control.clearFaults();
  expect(await statusOf(unannounced.id)).toBe('AWAITING_PAYMENT');
});

test('a channel that cannot be reached at start is named, and works as soon as it is there', async () => {
  const elsewhere = await makeWorld();
  const port = elsewhere.sandbox.port;
  await elsewhere.sandbox.close();
  const lonely = await startHubProcess(elsewhere.environment);
  const lonelyClient = hubClient(lonely.url, TOKEN);
  const problem = async () => {
    const { channels } = await lonelyClient.request<{
      channels: { sources: { state: string | null; problem: string | null }[] }[];
    }>('{ channels { sources { state problem } } }');
    return channels[0]?.sources.find((source) => source.state === 'FAILING')?.problem ?? null;
  };
  await until(async () => (await problem()) !== null, PATIENCE_MS);
  expect(await problem()).toMatch(/\S/);

  const back = await createSandbox({ port });
  onTestFinished(() => back.close());
  await until(
    async () => (await problem()) === null,
    PATIENCE_MS,
    async () => `still: ${await problem()}`,
  );
  expect(await lonely.end('SIGTERM')).toBe(0);
  await elsewhere.store.drop();
});

test('a wrong token is answered 401 with what to do, and says nothing else', async () => {
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer il_wrong', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  });
  expect(response.status).toBe(401);
  expect(JSON.stringify(await response.json())).toContain('token');
});

test('no secret and no personal fact of all this stands in the log', async () => {
  const said = hub.output();
  const secrets = world.sandbox.control.shops().flatMap(({ appSecret, session }) => [appSecret, session ?? appSecret]);
  for (const secret of [...secrets, TOKEN]) expect(said).not.toContain(secret);
  const wire = JSON.stringify(
    world.sandbox.control.orderIds().map((id) => world.sandbox.control.order(id).wire),
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  );
  const personal = [...wire.matchAll(/"(?:name|phone|credential_no|email)":"([^"]{3,})"/g)].map(
    ([, fact = '']) => fact,
  );
  expect(personal.length).toBeGreaterThan(10);
  for (const fact of personal) expect(said).not.toContain(fact);
});
