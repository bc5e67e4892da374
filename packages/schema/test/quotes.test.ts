import { workCommands } from '@interline/core/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;
let hub: SchemaHub;
let shop: Shop;
let stranger: Shop;
let reference = '';
let made = 0;
const writer = () => viewerOf([shop], 'orders:read', 'orders:write');
const TEN_MINUTES = 600_000;

beforeAll(async () => {
  hub = await schemaHub();
  shop = await hub.shop('a');
  stranger = await hub.shop('s');
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(async () => {
  reference = `o${(made += 1)}`;
  hub.desk.fee = 5_000n;
  hub.desk.trouble = 'none';
  await hub.store(shop, cruiseOrder(reference));
});

const QUOTE = `id kind reference itemReference precalculated fee { minorUnits currency } amount { decimal } expiresAt createdAt
  order { reference } lines { itemReference segment fee { minorUnits } amount { minorUnits currency } }
  replacedBy { id } confirmedBy { id } ... on ChangeQuote { changeReference }`;

interface Answer {
  readonly __typename: string;
  readonly message?: string;
  readonly quote?: { readonly id: string };
  readonly command?: { readonly id: string };
}

async function mutate(name: string, input: Record<string, unknown>, viewer = writer()): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const body = name.endsWith('QuoteOfCruise')
    ? `... on Quoted { quote { __typename ${QUOTE} } } ... on ChannelBusy { retryAfterSeconds } ... on ShopParked { code } ... on ChannelRefused { code }`
    : `... on CommandAccepted { repeated command { id state reference order { reference } confirms { id } quote { id } } }
       ... on QuoteUsed { command { id } } ... on QuoteReplaced { quote { id } } ... on QuoteChanged { quote { id fee { minorUnits } } command { id code } }
       ... on AmbiguousShop { shops { name } }`;
  const { data, errors } = await hub.ask(
    viewer,
    `mutation ($input: ${type}!) { answer: ${name}(input: $input) { __typename ... on Refusal { message } ... on NotAllowed { code } ... on InvalidInput { fields { path message } } ${body} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return (JSON.parse(JSON.stringify(data)) as { answer: Answer }).answer;
}

const ask = (kind: 'refund' | 'change', input: Record<string, unknown> = {}, viewer = writer()) =>
  mutate(`${kind}QuoteOfCruise`, { reference, ...input }, viewer);
const confirm = (quote: string, input: Record<string, unknown> = {}, viewer = writer()) =>
  mutate('confirmCruiseRefund', { quote, idempotencyKey: `k${reference}`, waitSeconds: 0, ...input }, viewer);

/** Confirms, lets the hub do it, and asks with the same key for the outcome. */
async function confirmed(quote: string, input: Record<string, unknown> = {}): Promise<Answer> {
  await confirm(quote, input);
  await workCommands(hub.hub, { limit: 100 });
  return confirm(quote, input);
}

/** On both ways; the answers must agree. */
async function both(query: string, viewer = writer()): Promise<unknown> {
  const compiled: unknown = JSON.parse(await hub.askCompiled(viewer, query));
  const { data, errors } = await hub.ask(viewer, query);
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual(compiled);
  return compiled;
}

function idOf({ quote }: Answer): string {
  expect(quote).toBeDefined();
  return quote?.id ?? '';
}

describe('a price', () => {
  test('is given with its parts and its end, and kept with the order', async () => {
    const { quote } = await ask('refund', { itemReference: `${reference}-1` });
    const expected = {
      __typename: 'RefundQuote',
      id: expect.stringMatching(/^quote_/),
      kind: 'REFUND',
      reference,
      itemReference: `${reference}-1`,
      precalculated: true,
      fee: { minorUnits: '5000', currency: 'CNY' },
      amount: { decimal: '348.00' },
      expiresAt: '2026-11-22T04:10:00+00:00',
      createdAt: '2026-11-22T04:00:00+00:00',
      order: { reference },
      lines: [
        {
          itemReference: `${reference}-1`,
          segment: 'S "1"',
          fee: { minorUnits: '5000' },
          amount: { minorUnits: '34800', currency: 'CNY' },
        },
        { itemReference: null, segment: null, fee: null, amount: null },
      ],
      replacedBy: null,
      confirmedBy: null,
    };
    expect(quote).toEqual(expected);
    const query = `{ order(channel: "cruise", reference: "${reference}") { quotes { __typename ${QUOTE} } } node(id: "${quote?.id}") { __typename id } }`;
    expect(await both(query)).toEqual({
      order: { quotes: [expected] },
      node: { __typename: 'RefundQuote', id: quote?.id },
    });
  });

  test('that could not be calculated beforehand says so', async () => {
    hub.desk.fee = null;
    expect(await ask('change')).toMatchObject({
      quote: {
        __typename: 'ChangeQuote',
        precalculated: false,
        fee: null,
        amount: null,
        changeReference: `H${reference}`,
      },
    });
  });

  test('shows nothing personal', async () => {
    await ask('refund');
    const query = `{ order(channel: "cruise", reference: "${reference}") { quotes { ${QUOTE} } } }`;
    expect(JSON.stringify(await both(query))).not.toContain('张伟');
  });

  test('of another tenant is not there', async () => {
    const quote = idOf(await ask('refund'));
    const query = `{ node(id: "${quote}") { id } nodes(ids: ["${quote}"]) { id } order(channel: "cruise", reference: "${reference}") { quotes { id } } }`;
    await hub.store(stranger, cruiseOrder(reference));
    const viewer = viewerOf([stranger], 'orders:read', 'orders:write');
    expect(await both(query, viewer)).toEqual({ node: null, nodes: [null], order: { quotes: [] } });
    expect(await confirm(quote, {}, viewer)).toMatchObject({ __typename: 'QuoteNotFound' });
    expect(await both(query)).toMatchObject({ node: { id: quote }, order: { quotes: [{ id: quote }] } });
  });

  test('that cannot be had says why, as a type', async () => {
    expect(await ask('refund', { reference: 'nope' })).toMatchObject({ __typename: 'OrderNotFound' });
    expect(await ask('refund', { itemReference: 'nope' })).toMatchObject({ __typename: 'ItemNotFound' });
    const sailed = `z${reference}`;
    await hub.store(shop, cruiseOrder(sailed, { status: 'COMPLETED' }));
    expect(await ask('refund', { reference: sailed })).toEqual({
      __typename: 'NotAllowed',
      code: 'SAILED',
      message: 'The ship has sailed.',
    });
    hub.desk.trouble = 'refused';
    expect(await ask('refund')).toEqual({
      __typename: 'ChannelRefused',
      code: 'NO_FARE',
      message: 'The fare has no price for that. Call the line.',
    });
    hub.desk.trouble = 'throttled';
    expect(await ask('refund')).toMatchObject({ __typename: 'ChannelBusy', retryAfterSeconds: 2 });
  });

  test('is not asked for a shop that is parked', async () => {
    const parked = await hub.shop(`parked${made}`);
    await hub.store(parked, cruiseOrder(reference));
    await hub.rows(
      `update interline.shop set state = 'PARKED', parked_code = 'SESSION_EXPIRED', parked_reason = 'Authorise it again.' where id = $1`,
      [parked.id],
    );
    expect(await ask('refund', {}, viewerOf([parked], 'orders:write'))).toEqual({
      __typename: 'ShopParked',
      code: 'SESSION_EXPIRED',
      message: expect.stringContaining('Authorise it again.'),
    });
  });
});

describe('confirming', () => {
  test('is a command that shows the price, as the price shows the command', async () => {
    const quote = idOf(await ask('refund'));
    const answer = await confirmed(quote);
    expect(answer).toMatchObject({
      __typename: 'CommandAccepted',
      repeated: true,
      command: { state: 'SUCCEEDED', reference, order: { reference }, confirms: { id: quote }, quote: null },
    });
    const query = `{ node(id: "${quote}") { ... on Quote { confirmedBy { id state } replacedBy { id } } } }`;
    expect(await both(query)).toEqual({
      node: { confirmedBy: { id: answer.command?.id, state: 'SUCCEEDED' }, replacedBy: null },
    });
  });

  test('an old price is refused with the latest, which shows in its place', async () => {
    const old = idOf(await ask('refund'));
    const between = idOf(await ask('refund'));
    const latest = idOf(await ask('refund'));
    expect(await confirm(old)).toMatchObject({ __typename: 'QuoteReplaced', quote: { id: latest } });
    const query = `{ order(channel: "cruise", reference: "${reference}") { quotes { id replacedBy { id } } } }`;
    expect(await both(query)).toEqual({
      order: {
        quotes: [
          { id: latest, replacedBy: null },
          { id: between, replacedBy: { id: latest } },
          { id: old, replacedBy: { id: latest } },
        ],
      },
    });
  });

  test('twice is refused with the request that did it', async () => {
    const quote = idOf(await ask('refund'));
    const { command } = await confirm(quote);
    expect(await confirm(quote, { idempotencyKey: `again${reference}` })).toMatchObject({
      __typename: 'QuoteUsed',
      command: { id: command?.id },
    });
  });

  test('too late is refused', async () => {
    const quote = idOf(await ask('refund'));
    hub.clock.advance(TEN_MINUTES);
    expect(await confirm(quote)).toMatchObject({ __typename: 'QuoteExpired', message: expect.stringMatching(/\w+/) });
    hub.clock.advance(-TEN_MINUTES);
  });

  test('a price of something else is refused', async () => {
    expect(await confirm(idOf(await ask('change')))).toMatchObject({ __typename: 'QuoteNotFound' });
  });

  test('an id of something else is refused, naming the field', async () => {
    const { errors } = await hub.ask(
      writer(),
      'mutation ($input: ConfirmCruiseRefundInput!) { confirmCruiseRefund(input: $input) { __typename } }',
      { input: { quote: `shop_${shop.id}`, idempotencyKey: reference } },
    );
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'input.quote' });
    const of = { quote: idOf(await ask('refund')), attachments: [`quote_${shop.id}`], idempotencyKey: reference };
    const wrong = await hub.ask(
      writer(),
      'mutation ($input: ConfirmCruiseRefundInput!) { confirmCruiseRefund(input: $input) { __typename } }',
      { input: of },
    );
    expect(wrong.errors?.[0]?.message).toContain('input.attachments[0]');
  });

  test('when the price has moved gives the one that holds now, which can be confirmed in its place', async () => {
    const old = idOf(await ask('refund'));
    hub.desk.fee = 7_000n;
    const answer = await confirmed(old);
    expect(answer).toMatchObject({
      __typename: 'QuoteChanged',
      message: expect.stringContaining('confirm that one with a new idempotency key'),
      quote: { fee: { minorUnits: '7000' } },
      command: { code: 'FEE_CHANGED' },
    });
    const now = idOf(answer);
    expect(await confirm(old, { idempotencyKey: `late${reference}` })).toMatchObject({
      __typename: 'QuoteReplaced',
      quote: { id: now },
    });
    const query = `{ node(id: "${old}") { ... on Quote { replacedBy { id } confirmedBy { id } } }
      command(id: "${answer.command?.id}") { confirms { id } quote { id } }
      order(channel: "cruise", reference: "${reference}") { quotes { id } } }`;
    expect(await both(query)).toEqual({
      node: { replacedBy: { id: now }, confirmedBy: null },
      command: { confirms: { id: old }, quote: { id: now } },
      order: { quotes: expect.arrayContaining([{ id: old }, { id: now }]) },
    });
    expect(await confirmed(now, { idempotencyKey: `now${reference}` })).toMatchObject({
      __typename: 'CommandAccepted',
      command: { state: 'SUCCEEDED', confirms: { id: now } },
    });
  });
});

test('whoever waits for the outcome is told of the new price at once', async () => {
  const quote = idOf(await ask('refund'));
  hub.desk.fee = 9_000n;
  let isAnswered = false;
  const answer = confirm(quote, { waitSeconds: 30 }).finally(() => {
    isAnswered = true;
  });
  while (!isAnswered) {
    await workCommands(hub.hub, { limit: 100 });
  }
  expect(await answer).toMatchObject({ __typename: 'QuoteChanged', quote: { fee: { minorUnits: '9000' } } });
});

test('a price that comes with an outcome is shown with the command', async () => {
  const input = { reference, idempotencyKey: reference, waitSeconds: 0 };
  await mutate('requestCruiseChange', input);
  await workCommands(hub.hub, { limit: 100 });
  const answer = await mutate('requestCruiseChange', input);
  expect(answer).toMatchObject({
    __typename: 'CommandAccepted',
    command: { state: 'SUCCEEDED', confirms: null, quote: { id: expect.stringMatching(/^quote_/) } },
  });
});

describe('a command that makes an order', () => {
  test('shows which, once it is known, and the order once the hub has it', async () => {
    const input = { ship: 'Anna', idempotencyKey: reference, waitSeconds: 0 };
    expect(await mutate('bookCruise', input)).toMatchObject({ command: { reference: null, order: null } });
    await workCommands(hub.hub, { limit: 100 });
    expect(await mutate('bookCruise', input)).toMatchObject({
      repeated: true,
      command: { state: 'SUCCEEDED', reference: `N${reference}`, order: null },
    });
    await hub.store(shop, cruiseOrder(`N${reference}`));
    expect(await mutate('bookCruise', input)).toMatchObject({ command: { order: { reference: `N${reference}` } } });
  });

  test('is offered on no order', async () => {
    const query = `{ order(channel: "cruise", reference: "${reference}") { availableActions { command } } }`;
    const { data } = await hub.ask(writer(), query);
    const { order } = data as { order: { availableActions: { command: string }[] } };
    const commands = order.availableActions.map(({ command }) => command);
    expect(commands).toContain('requestChange');
    expect(commands).not.toContain('book');
  });

  test('needs to know the shop', async () => {
    const input = { ship: 'Anna', idempotencyKey: reference, waitSeconds: 0 };
    const two = viewerOf([shop, stranger], 'orders:read', 'orders:write');
    expect(await mutate('bookCruise', input, two)).toMatchObject({
      __typename: 'AmbiguousShop',
      shops: [{ name: 'Shop a' }, { name: 'Shop s' }],
    });
    expect(await mutate('bookCruise', input, viewerOf([], 'orders:write'))).toMatchObject({
      __typename: 'ShopNotFound',
    });
    const foreign = { ...input, shop: `shop_${stranger.id}` };
    expect(await mutate('bookCruise', foreign)).toMatchObject({ __typename: 'ShopNotFound' });
    expect(await mutate('bookCruise', { ...input, shop: `shop_${shop.id}` }, two)).toMatchObject({
      __typename: 'CommandAccepted',
    });
  });
});
