import { workCommands } from '@interline/core/hub';
import { beforeEach, describe, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { type SchemaHub, viewerOf } from './support/schema-hub.ts';
import { idOf, QUOTE, quoteDesk } from './support/quote-desk.ts';

let hub: SchemaHub;
let shop: Awaited<ReturnType<SchemaHub['shop']>>;
let stranger: Awaited<ReturnType<SchemaHub['shop']>>;
let reference = '';
const desk = quoteDesk();
const { mutate, ask, confirm, both } = desk;

beforeEach(() => {
  ({ hub, shop, stranger, reference } = desk.now());
});

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
    const parked = await hub.shop(`parked${reference}`);
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
