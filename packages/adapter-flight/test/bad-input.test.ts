import { storeAttachment } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import { ask, bookInput, listing, ordinaryOffer, refundQuote, request, unpaidOrder } from './flight-client.ts';
import type { Told } from './flight-client.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import { PEOPLE } from './travel-desk.ts';

const MOST_BYTES = 5 * 1024 * 1024;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

/** Prepares what is needed, and gives what the client then does wrong. */
type Story = () => Promise<() => Promise<Told>>;

interface Refused {
  readonly __typename: string;
  readonly code?: string;
  /** Of the one field that is wrong. */
  readonly path?: string;
  /** In the message: what is wrong, and what to do. */
  readonly says: RegExp;
}

const { adult, child } = PEOPLE;

/** Passenger without document, child without adult, and so on: refused before the channel hears of it. */
const KNOWN_BEFOREHAND: readonly [what: string, story: Story, refused: Refused][] = [
  [
    'a passenger without document',
    () => booking({ passengers: [{ ...adult, documentNumber: '' }] }),
    invalid('passengers[0].documentNumber', /must be 4 to 30 letters and digits, as in the document/),
  ],
  [
    'a search for a child without adult',
    async () => () => ask(desk, 'search', { ...listing(desk), adults: 0, children: 1 }),
    invalid('children', /flies with an adult: add one/),
  ],
  [
    'a booking for a child in the place of the adult',
    () => booking({ passengers: [child] }),
    invalid('passengers', /not the party of the offer.*Search for this party/),
  ],
  [
    'a day that is past',
    async () => () => ask(desk, 'search', listing(desk, -1)),
    invalid('directions[0].date', /is in the past; today is \d{4}-\d\d-\d\d in China/),
  ],
  [
    'a city that nobody knows',
    async () => () => searchFrom('QQQ'),
    invalid('directions[0].from', /use the IATA code of a city.*createFlightAdapter\(\{ cities: \{ QQQ: 'QQQ' \} \}\)/),
  ],
  [
    'an airport instead of a city',
    async () => () => searchFrom('PKX'),
    invalid('directions[0].from', /PKX is an airport of the city BJS: use BJS/),
  ],
  [
    'an offer that is over',
    async () => {
      const book = await booking({});
      desk.hub.clock.advance(11 * 60_000);
      return book;
    },
    notAllowed('OFFER_EXPIRED', /The offer is over: search again/),
  ],
  [
    'a price that is not the one expected',
    () => booking({ expectedTotal: '1' }),
    notAllowed('PRICE_CHANGED', /not the 1 fen expected: confirm the total, or search again/),
  ],
  [
    'a refund of an order that is not paid',
    async () => {
      const { id } = await unpaidOrder(desk);
      return () => ask(desk, 'quoteRefund', { orderReference: id, reason: 'VOLUNTARY' });
    },
    notAllowed('NOT_PAID', /nothing to refund: close it instead/),
  ],
  [
    'closing an order that is paid',
    async () => {
      const { id } = await desk.order();
      return () => request(desk, 'close', { orderReference: id });
    },
    notAllowed('ALREADY_PAID', /cannot be closed: ask for a refund/),
  ],
  [
    'paying an order that is paid',
    async () => {
      const { id, total } = await desk.order();
      return () => request(desk, 'pay', { orderReference: id, expectedTotal: String(total) });
    },
    notAllowed('ALREADY_PAID', /nothing is to be paid/),
  ],
  [
    'a quote that was used',
    async () => {
      const quote = await refundQuote(desk);
      await request(desk, 'confirmRefund', { quote, idempotencyKey: 'first' });
      return () => request(desk, 'confirmRefund', { quote, idempotencyKey: 'second' });
    },
    { __typename: 'QuoteUsed', says: /\S/ },
  ],
  [
    'a quote that is too old',
    async () => {
      const quote = await refundQuote(desk);
      desk.hub.clock.advance(24 * 3_600_000);
      return () => request(desk, 'confirmRefund', { quote });
    },
    { __typename: 'QuoteExpired', says: /new/i },
  ],
  [
    'an order that no shop has',
    async () => () => request(desk, 'pay', { orderReference: '1188515074720535309', expectedTotal: '1' }),
    { __typename: 'OrderNotFound', says: /sync/i },
  ],
  [
    'another shop’s order, paid',
    () => fromElsewhere(async () => ({ orderReference: (await unpaidOrder(desk)).id, expectedTotal: '1' }), 'pay'),
    { __typename: 'OrderNotFound', says: /sync/i },
  ],
  [
    'another shop’s order, closed',
    () => fromElsewhere(async () => ({ orderReference: (await unpaidOrder(desk)).id }), 'close'),
    { __typename: 'OrderNotFound', says: /sync/i },
  ],
  [
    'another shop’s order, refunded',
    async () => {
      const { id } = await desk.order();
      const other = await otherShop();
      return () => ask(desk, 'quoteRefund', { orderReference: id, reason: 'VOLUNTARY' }, [other]);
    },
    { __typename: 'OrderNotFound', says: /sync/i },
  ],
  [
    'another shop’s offer',
    () => fromElsewhere(async () => bookInput((await ordinaryOffer(desk)).key), 'book'),
    notAllowed('OFFER_UNKNOWN', /search with this shop/),
  ],
  [
    'another shop’s quote',
    () => fromElsewhere(async () => ({ quote: await refundQuote(desk) }), 'confirmRefund'),
    { __typename: 'QuoteNotFound', says: /Ask for a new one/ },
  ],
  [
    'another shop’s attachment',
    async () => {
      const other = await otherShop();
      const attachment = await uploaded(other);
      const quote = await refundQuote(desk);
      return () => request(desk, 'confirmRefund', { quote, attachments: [attachment] }, [desk.shop.id]);
    },
    invalid('attachments[0]', /is no attachment of this shop/),
  ],
  [
    'an attachment whose file was never uploaded',
    async () => {
      const attachment = await prepared({});
      const quote = await refundQuote(desk);
      return () => request(desk, 'confirmRefund', { quote, attachments: [attachment.attachment] });
    },
    invalid('attachments[0]', /whose file has been uploaded/),
  ],
  [
    'an attachment that is too large',
    async () => () => prepared({ size: MOST_BYTES + 1 }),
    invalid('size', /must be at most 5242880 bytes/),
  ],
  [
    'an attachment with a path for its name',
    async () => () => prepared({ name: '../../etc/passwd' }),
    invalid('name', /neither a path/),
  ],
];

describe('what can be known is refused before any call, and nothing is kept of it', () => {
  test.each(KNOWN_BEFOREHAND)('%s', async (_what, story, { says, path, ...refused }) => {
    const act = await story();
    const before = await world();
    const told = await act();
    expect(told).toMatchObject(refused);
    expect(told.message).toMatch(says);
    expect(told.fields?.map((field) => field.path)).toEqual(path === undefined ? undefined : [path]);
    expect(await world()).toEqual(before);
  });

  it('a file that is not what was announced', async () => {
    const { attachment, uploadUrl = '' } = await prepared({ type: 'PNG', size: 8 });
    const pdf = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, 1, 2, 3]);
    const token = uploadUrl.slice('/attachments/'.length);
    expect(await storeAttachment(desk.hub.context, token, { bytes: pdf })).toMatchObject({
      code: 'WRONG_TYPE',
      message: expect.stringContaining('application/pdf; prepared was image/png'),
    });
    const quote = await refundQuote(desk);
    expect(await request(desk, 'confirmRefund', { quote, attachments: [attachment] })).toMatchObject({
      __typename: 'InvalidInput',
    });
    expect(desk.ledger('upload', 'attempt')).toEqual([]);
  });

  it('a file of a type that cannot be attached', async () => {
    await expect(prepared({ type: 'GIF' })).rejects.toThrow('does not exist in "AttachmentType" enum');
  });

  it('an offer that ended while the booking waited', async () => {
    const book = await booking({ waitSeconds: 0 }, ask);
    await book();
    desk.hub.clock.advance(11 * 60_000);
    await desk.hub.settle();
    expect((await book()).command).toMatchObject({
      state: 'FAILED',
      code: 'OFFER_EXPIRED',
      message: expect.stringContaining('search again'),
    });
    expect(desk.ledger('book', 'attempt')).toEqual([]);
  });
});

function invalid(path: string, says: RegExp): Refused {
  return { __typename: 'InvalidInput', path, says };
}

function notAllowed(code: string, says: RegExp): Refused {
  return { __typename: 'NotAllowed', code, says };
}

async function booking(change: object, act = request): Promise<() => Promise<Told>> {
  const { key } = await ordinaryOffer(desk);
  return () => act(desk, 'book', { ...bookInput(key), idempotencyKey: 'book', ...change });
}

function searchFrom(from: string): Promise<Told> {
  const [direction] = listing(desk).directions;
  return ask(desk, 'search', { directions: [{ ...direction, from }] });
}

function prepared(change: object): Promise<Told> {
  return ask(desk, 'prepareAttachment', {
    shop: `shop_${desk.shop.id}`,
    name: 'proof.pdf',
    type: 'PDF',
    size: 8,
    ...change,
  });
}

async function uploaded(shopId: string): Promise<string> {
  const { attachment = '', uploadUrl = '' } = await prepared({ shop: `shop_${shopId}` });
  const bytes = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0x2d, 1, 2, 3]);
  const token = uploadUrl.slice('/attachments/'.length);
  expect(await storeAttachment(desk.hub.context, token, { bytes })).toMatchObject({ kind: 'stored' });
  return attachment;
}

/** A second shop of the channel, whose token sees nothing of the first. */
async function otherShop(): Promise<string> {
  const shop = { channel: 'flight', accountId: '2', accountNick: '别家商旅', accessToken: 'other' };
  return (await desk.hub.addShop(shop)).id;
}

/** What the first shop has, used by the token of the second. */
async function fromElsewhere(
  input: () => Promise<object>,
  operation: 'pay' | 'close' | 'book' | 'confirmRefund',
): Promise<() => Promise<Told>> {
  const given = await input();
  const other = await otherShop();
  return () => request(desk, operation, given, [other]);
}

/** Everything that the hub keeps, and all calls that it has made. */
async function world() {
  const [kept] = await desk.hub.database.query<Record<string, string>>({
    name: 'test.world',
    text: `select (select count(*) from interline.command) as commands, (select count(*) from interline.quote) as quotes,
                  (select count(*) from interline.attachment) as attachments, (select count(*) from interline.orders) as orders`,
  });
  const calls = desk.hub.logs.lines.filter(({ message }) => message === 'TOP call');
  return { kept, calls: calls.length };
}
