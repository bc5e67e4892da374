import { workCommands } from '@interline/core/hub';
import { beforeEach, describe, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { type SchemaHub, viewerOf } from './support/schema-hub.ts';
import { idOf, quoteDesk } from './support/quote-desk.ts';

let hub: SchemaHub;
let shop: Awaited<ReturnType<SchemaHub['shop']>>;
let stranger: Awaited<ReturnType<SchemaHub['shop']>>;
let reference = '';
const TEN_MINUTES = 600_000;
const desk = quoteDesk();
const { writer, mutate, ask, confirm, confirmed, both } = desk;

beforeEach(() => {
  ({ hub, shop, stranger, reference } = desk.now());
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
