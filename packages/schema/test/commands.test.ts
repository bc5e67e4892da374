import { shopDossiers, workCommands } from '@interline/core/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let shop: Awaited<ReturnType<SchemaHub['shop']>>;
let reference = '';
let made = 0;
const writer = () => viewerOf([shop], 'orders:read', 'orders:write');

beforeAll(async () => {
  hub = await schemaHub();
  shop = await hub.shop('a');
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(async () => {
  reference = `o${(made += 1)}`;
  await hub.store(shop, cruiseOrder(reference));
});

const BOARD = `mutation ($input: BoardCruiseItemInput!) { boardCruiseItem(input: $input) { __typename
  ... on CommandAccepted { repeated command { id name state itemReference idempotencyKey requestedBy order { reference } } }
  ... on Refusal { message } ... on InvalidInput { fields { path } } ... on NotAllowed { code }
  ... on IdempotencyKeyReused { command { idempotencyKey } } ... on AlreadyDoneDifferently { differences command { state } }
  ... on AmbiguousOrder { shops { name } } } }`;

async function board(input: Record<string, unknown>, viewer = writer()): Promise<Record<string, unknown>> {
  const given = {
    reference,
    itemReference: `${reference}-1`,
    gate: 'A1',
    idempotencyKey: reference,
    waitSeconds: 0,
    ...input,
  };
  const { data, errors } = await hub.ask(viewer, BOARD, { input: given });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['boardCruiseItem'])) as Record<string, unknown>;
}

describe('a command', () => {
  test('is taken down and shown with its order; asked for again, it is the same one', async () => {
    expect(await board({})).toMatchObject({
      __typename: 'CommandAccepted',
      repeated: false,
      command: {
        name: 'board',
        state: 'PENDING',
        itemReference: `${reference}-1`,
        requestedBy: 'tester',
        order: { reference },
      },
    });
    expect(await board({})).toMatchObject({ __typename: 'CommandAccepted', repeated: true });
  });

  test('that cannot be taken down says why, as a type', async () => {
    await board({});
    expect(await board({ gate: 'B2' })).toMatchObject({
      __typename: 'IdempotencyKeyReused',
      message: expect.stringContaining('Take a new key'),
      command: { idempotencyKey: reference },
    });
    expect(await board({ gate: 'B2', idempotencyKey: 'k2' })).toMatchObject({
      __typename: 'AlreadyDoneDifferently',
      differences: ['gate'],
      command: { state: 'PENDING' },
    });
    expect(await board({ reference: 'nope', idempotencyKey: 'k3' })).toMatchObject({ __typename: 'OrderNotFound' });
    expect(await board({ itemReference: 'nope', idempotencyKey: 'k4' })).toMatchObject({ __typename: 'ItemNotFound' });
    expect(await board({ idempotencyKey: '' })).toMatchObject({
      __typename: 'InvalidInput',
      fields: [{ path: 'idempotencyKey' }],
    });
    expect(await board({ gate: '', idempotencyKey: 'k5' })).toMatchObject({
      __typename: 'InvalidInput',
      fields: [{ path: 'gate' }],
    });
  });

  test('that the order’s state does not allow gives the reason of availableActions', async () => {
    const closed = `c${reference}`;
    await hub.store(shop, cruiseOrder(closed, { status: 'COMPLETED' }));
    const refused = await board({ reference: closed, itemReference: `${closed}-1`, idempotencyKey: closed });
    expect(refused).toEqual({ __typename: 'NotAllowed', code: 'NOT_OPEN', message: 'The item is COMPLETED.' });
    const query = `{ order(channel: "cruise", reference: "${closed}") { availableActions { command allowed code } items { availableActions { label allowed code reason } } } }`;
    const { data } = await hub.ask(writer(), query);
    const ofItem = { label: 'Open boarding', allowed: false, code: 'NOT_OPEN', reason: 'The item is COMPLETED.' };
    expect(data).toEqual({
      order: {
        availableActions: expect.arrayContaining([{ command: 'board', allowed: false, code: 'ITEM_REQUIRED' }]),
        items: [
          { availableActions: expect.arrayContaining([ofItem]) },
          { availableActions: expect.arrayContaining([ofItem]) },
        ],
      },
    });
  });

  test('that an order owes is shown as asked for by the hub, and offered to nobody', async () => {
    const plain = await hub.shop(`plain${made}`, 'plain');
    await shopDossiers(hub.hub, plain, 'MESSAGE').append(reference, () => [{ kind: 'a', key: 'a', content: {} }]);
    const query = `{ order(channel: "plain", reference: "${reference}") {
      commands { name requestedBy owed state } availableActions { command } items { availableActions { command } } } }`;
    const { data } = await hub.ask(viewerOf([plain], 'orders:read', 'orders:write'), query);
    expect(data).toEqual({
      order: {
        commands: [{ name: 'count', requestedBy: 'the hub', owed: true, state: 'PENDING' }],
        availableActions: [{ command: 'inspect' }],
        items: [{ availableActions: [{ command: 'inspect' }] }, { availableActions: [{ command: 'inspect' }] }],
      },
    });
    await board({});
    const asked = await hub.ask(
      writer(),
      `{ order(channel: "cruise", reference: "${reference}") { commands { owed } } }`,
    );
    expect(asked.data).toEqual({ order: { commands: [{ owed: false }] } });
  });

  test('for an order that two shops have asks for the shop', async () => {
    const other = await hub.shop(`twin${made}`);
    await hub.store(other, cruiseOrder(reference));
    const viewer = viewerOf([shop, other], 'orders:read', 'orders:write');
    expect(await board({}, viewer)).toMatchObject({
      __typename: 'AmbiguousOrder',
      shops: [{ name: 'Shop a' }, { name: `Shop twin${made}` }],
    });
    expect(await board({ shop: `shop_${other.id}` }, viewer)).toMatchObject({ __typename: 'CommandAccepted' });
  });

  test('can be watched until its outcome is clear', async () => {
    const { command } = (await board({})) as { command: { id: string } };
    const document = parse('subscription ($id: ID!) { commandUpdated(id: $id) { state finishedAt } }');
    const updates = (await subscribe({
      schema: hub.schema,
      document,
      variableValues: { id: command.id },
      contextValue: hub.context(writer()),
    })) as AsyncGenerator<ExecutionResult<{ commandUpdated: { state: string } }>>;
    expect((await updates.next()).value).toMatchObject({
      data: { commandUpdated: { state: 'PENDING', finishedAt: null } },
    });
    await workCommands(hub.hub, { limit: 100 });
    let last: unknown;
    for await (const update of updates) {
      last = update;
    }
    expect(last).toMatchObject({ data: { commandUpdated: { state: expect.stringMatching(/SUCCEEDED|FAILED/) } } });
  });

  test('of another tenant is not found', async () => {
    const { command } = (await board({})) as { command: { id: string } };
    const query = `{ command(id: "${command.id}") { id } node(id: "${command.id}") { id } commands { totalCount } }`;
    const stranger = await hub.shop(`stranger${made}`);
    expect((await hub.ask(viewerOf([stranger]), query)).data).toEqual({
      command: null,
      node: null,
      commands: { totalCount: 0 },
    });
    expect((await hub.ask(writer(), query)).data).toMatchObject({
      command: { id: command.id },
      node: { id: command.id },
    });
  });
});

describe('syncOrder', () => {
  const SYNC = `mutation ($input: SyncOrderInput!) { syncOrder(input: $input) { __typename ... on Refusal { message }
    ... on SyncRequested { reference shop { name } order { reference } } ... on InvalidInput { fields { path } } } }`;
  const sync = async (input: Record<string, unknown>, viewer = writer()) =>
    (await hub.ask(viewer, SYNC, { input })).data;

  test('asks for an order, known or not', async () => {
    expect(await sync({ channel: 'cruise', reference })).toEqual({
      syncOrder: { __typename: 'SyncRequested', reference, shop: { name: 'Shop a' }, order: { reference } },
    });
    expect(await sync({ channel: 'cruise', reference: 'new' })).toMatchObject({ syncOrder: { order: null } });
    const tasks = await hub.rows('select cause from interline.sync_task where reference = $1', ['new']);
    expect(tasks).toEqual([{ cause: 'MANUAL' }]);
  });

  test('says what is wrong', async () => {
    expect(await sync({ channel: 'cruise', reference: 'a b' })).toMatchObject({
      syncOrder: { __typename: 'InvalidInput', fields: [{ path: 'reference' }] },
    });
    expect(await sync({ channel: 'nope', reference })).toMatchObject({ syncOrder: { __typename: 'ShopNotFound' } });
  });
});

describe('dead letters', () => {
  const letter = async (shopId: string | null, dead: string): Promise<string> => {
    const [row] = await hub.rows<{ id: string }>(
      `insert into interline.dead_letter (id, kind, channel, shop_id, reference, code, reason, tries, created_at)
       values (gen_random_uuid(), 'ORDER', 'cruise', $1, $2, 'unreadable', 'It could not be read.', 5, now()) returning id`,
      [shopId, dead],
    );
    return `deadletter_${row?.id}`;
  };
  const REPLAY = `mutation ($id: ID!) { replayDeadLetter(input: { id: $id }) { __typename ... on Refusal { message }
    ... on DeadLetterReplayed { ignoredBecause deadLetter { reference resolvedAt } } } }`;

  test('are listed for who sees the shop, and replayed once', async () => {
    const id = await letter(shop.id, reference);
    const list = '{ deadLetters { nodes { id code shop { name } } totalCount } }';
    expect(JSON.parse(await hub.askCompiled(writer(), list))).toEqual({
      deadLetters: { nodes: [{ id, code: 'unreadable', shop: { name: 'Shop a' } }], totalCount: 1 },
    });
    expect((await hub.ask(viewerOf([await hub.shop('nosy')], 'orders:write'), REPLAY, { id })).data).toMatchObject({
      replayDeadLetter: { __typename: 'DeadLetterNotFound' },
    });
    expect((await hub.ask(writer(), REPLAY, { id })).data).toMatchObject({
      replayDeadLetter: { __typename: 'DeadLetterReplayed', ignoredBecause: null, deadLetter: { reference } },
    });
    expect((await hub.ask(writer(), REPLAY, { id })).data).toMatchObject({
      replayDeadLetter: { __typename: 'DeadLetterResolved' },
    });
    expect(JSON.parse(await hub.askCompiled(writer(), list))).toEqual({ deadLetters: { nodes: [], totalCount: 0 } });
  });
});

test('channels tell what they can do and how they are doing', async () => {
  const { data, errors } = await hub.ask(
    writer(),
    '{ channels { name direction commands { name label } quotes { name label } queries { name label } topics waitingOrders lagSeconds lastMessageAt loss { topic lost } sources { name kind state } } feed { start head } viewer { name scopes seesAllShops } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    channels: [
      {
        name: 'cruise',
        direction: 'SALE',
        commands: expect.arrayContaining([{ name: 'board', label: 'Open boarding' }]),
        quotes: [
          { name: 'refund', label: 'Price a refund' },
          { name: 'change', label: 'Price a change' },
        ],
        queries: [{ name: 'searchCruises', label: 'Search cruises' }],
        lastMessageAt: null,
        loss: [],
      },
      { name: 'plain', commands: [{ name: 'inspect', label: expect.any(String) }], quotes: [], queries: [] },
    ],
    feed: { start: expect.any(String), head: expect.any(String) },
    viewer: { name: 'tester', scopes: ['orders:read', 'orders:write'], seesAllShops: false },
  });
});
