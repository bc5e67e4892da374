import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstOperations } from '../../src/first-operations.ts';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { orderDesk } from './support/order-desk.ts';
import { makeWorld, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const OPERATIONS = firstOperations(new Date());
/** From Shekou to Zhuhai, for the price that the report of tickets has in it. */
const FERRY = 'G-SK0901';

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  hub = await startHubProcess({ ...world.environment, SHIP_WAIT_MS: '4000' });
  client = hubClient(hub.url, TOKEN);
  world.sandbox.control.ship.setPolicy({ target: `${hub.url}/qimen/{shop}` });
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

const { toldUntil } = orderDesk(() => client);

/** The tab with this name, with what its comment says is to be put in. */
function tab(name: string, { reference = 'REFERENCE', item = 'ITEM' } = {}): string {
  const text = OPERATIONS.find((operation) => operation.includes(` ${name} {`));
  if (text === undefined) throw new Error(`There is no tab ${name}.`);
  return text.replaceAll('REFERENCE', reference).replaceAll('ITEM', item);
}

const succeeded = { command: { state: 'SUCCEEDED', message: null } };

test('every tab of GraphiQL runs as it stands: it shows something, or says what is to be put in', async () => {
  const answers = await Promise.all(
    OPERATIONS.filter((text) => !text.includes('subscription')).map(
      async (text) => [text, await client.ask(text)] as const,
    ),
  );
  expect(answers.map(([, { errors }]) => errors)).toEqual(answers.map(() => undefined));
  const mutations = answers.filter(([text]) => text.includes('mutation'));
  expect(mutations.map(([, { data }]) => JSON.stringify(data))).toEqual(
    mutations.map(() => expect.stringMatching(/REFERENCE|orderReference/)),
  );
});

test('flights are found, a month ahead', async () => {
  const { searchFlights } = await client.request<{ searchFlights: { offers: { key: string }[] } }>(
    tab('SearchFlights'),
  );
  expect(searchFlights.offers.length).toBeGreaterThan(0);
});

test('an order of ship tickets is decided, shown, reported and refunded by the tabs alone', async () => {
  const { ship } = world.sandbox.control;
  const placed = ship.placeOrder({ goodsId: FERRY, adults: 1, children: 0 });
  const reference = ship.orders().at(-1)?.id ?? '';
  await toldUntil(reference, ({ event }) => event.type === 'ORDER_CREATED');
  expect(await client.request(tab('DecideOrder', { reference }))).toMatchObject({ decideShipOrder: succeeded });
  expect(await placed).toMatchObject({ status: 'locked' });

  await ship.confirm(reference);
  const shown = await client.request<{ orders: { nodes: { reference: string; items: { reference: string }[] }[] } }>(
    tab('ShipOrders'),
  );
  const item = shown.orders.nodes.find((order) => order.reference === reference)?.items[0]?.reference;
  expect(await client.request(tab('ReportTickets', { reference, item }))).toMatchObject({
    reportShipTickets: succeeded,
  });
  expect(ship.order(reference)).toMatchObject({ status: 'issued', tickets: [{ id: 'T-1' }] });

  expect(await ship.refund(reference, { tickets: ['T-1'] })).toMatchObject({ returns: [{ status: 'processing' }] });
  expect(await client.request(tab('ReportRefund', { reference }))).toMatchObject({ reportShipRefund: succeeded });
  expect(ship.order(reference)).toMatchObject({ returned: 11_700 });
});

test('a vacation is delivered by its tab, and the tab of the live events tells of it', async () => {
  const told = new Set<string>();
  const live = client.follow<{ orderEvents: { order: { reference: string; status: string } } }>(tab('Live'));
  // It begins before there is anything to tell.
  const first = live.next();
  const order = world.sandbox.control.createOrder({ bizType: 4, subOrders: 1, advance: 'pay' });
  const [item] = order.subOrders;
  await toldUntil(order.id, (seen) => seen.order.status === 'AWAITING_FULFILMENT');
  expect(await client.request(tab('DeliverItem', { reference: order.id, item: item?.id }))).toMatchObject({
    deliverVacationItem: succeeded,
  });
  for (let next = await first; !next.done; next = await live.next()) {
    const { reference, status } = next.value.orderEvents.order;
    told.add(`${reference} ${status}`);
    if (reference === order.id && status !== 'AWAITING_FULFILMENT') break;
  }
  await live.return(undefined);
  expect([...told].at(-1)).toBe(`${order.id} FULFILLED`);
});
