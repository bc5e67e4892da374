import { noDossiers } from '@interline/adapter-testing';
import { seededRandom, systemClock } from '@interline/core';
import type { CommandAttempt, JsonObject, Services, ShopContext } from '@interline/core';

import { createFlightAdapter } from '../src/adapter.ts';
import { book } from '../src/booking/book.ts';
import { BookInput } from '../src/booking/book-input.ts';
import { checkBooking } from '../src/booking/check-booking.ts';
import type { FlightConnection } from '../src/connection.ts';
import { cityCodes } from '../src/cities/city-codes.ts';
import type { FlightOffer, FlightOffers } from '../src/search/offer.ts';
import { searchFlights } from '../src/search/search-flights.ts';
import { SearchInput } from '../src/search/search-input.ts';
import type { FlightNames } from '../src/wire.ts';
import { createSandbox, manualClock } from './sandbox.ts';
import type { ManualClock, Sandbox } from './sandbox.ts';

/** Whatever the adapter logged, with its level. */
export interface Logged {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** An account that buys flights of a sandbox through the adapter, both by one clock that stands still. */
export interface TravelDesk {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly context: ShopContext<FlightConnection>;
  readonly logged: Logged[];
  ask(wish: object): ReturnType<ReturnType<typeof searchFlights>['ask']>;
  offers(wish?: object): Promise<readonly FlightOffer[]>;
  close(): Promise<void>;
}

const SHORTEST_LIMIT_MS = 10_000;

/** Weeks before every flight of these tests. */
export const START = new Date('2026-11-22T04:00:00Z');
/** One adult from Beijing to Xiamen. */
export const WISH = { directions: [{ from: 'BJS', to: 'XMN', date: '2026-12-20' }] };

/** Opens one. */
export async function openTravelDesk(names?: FlightNames): Promise<TravelDesk> {
  const clock = manualClock(START);
  const sandbox = await createSandbox({ seed: 7, clock, ...(names ? { flight: { names } } : {}) });
  const adapter = createFlightAdapter(names ? { names } : {});
  const logged: Logged[] = [];
  const log = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message });
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  // Repetitions of a read come at once; only the limit of a whole call is real. The day is moved by the tests alone.
  const patience = {
    now: () => clock.now(),
    schedule: (ms: number, task: () => void) => systemClock.schedule(ms < SHORTEST_LIMIT_MS ? 0 : ms, task),
  };
  const services: Services = { clock: patience, random: seededRandom(1), logger };
  const connection = adapter.open(
    adapter.config.parse({ gatewayUrl: sandbox.gatewayUrl, messages: 'pull', ...appOf(sandbox) }),
    services,
  );
  const buyer = sandbox.control.shops().find(({ channel }) => channel === 'flight');
  if (!buyer) throw new Error('the sandbox has no account that buys flights');
  const context: ShopContext<FlightConnection> = {
    connection,
    shop: { id: 'shop-1', channel: 'flight', name: buyer.nick, accountId: buyer.sellerId, accountNick: buyer.nick },
    session: { accessToken: buyer.session ?? '' },
    services,
    signal: new AbortController().signal,
    dossiers: noDossiers,
    ...plainTokens('shop-1'),
  };
  const query = searchFlights(cityCodes());
  const ask = (wish: object) => query.ask(context, SearchInput.parse(wish));
  return {
    sandbox,
    clock,
    context,
    logged,
    ask,
    async offers(wish = WISH) {
      const outcome = await ask(wish);
      if (outcome.outcome !== 'answered') throw new Error(`the search was refused: ${outcome.message}`);
      return (outcome.answer as FlightOffers).offers;
    },
    async close() {
      await adapter.close?.(connection);
      await sandbox.close();
    },
  };
}

/** Tokens that only their shop opens; sealing is the hub's and is tested there. */
export function plainTokens(shopId: string): Pick<ShopContext<unknown>, 'issueToken' | 'openToken'> {
  return {
    issueToken: (facts) => Buffer.from(JSON.stringify([shopId, facts])).toString('base64url'),
    openToken(token) {
      try {
        const [owner, facts] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, JsonObject];
        return owner === shopId ? facts : null;
      } catch {
        return null;
      }
    },
  };
}

/** Two adults, a child and an infant, all with documents in order on the day of these flights. */
export const PEOPLE = {
  adult: {
    name: '张伟',
    type: 'ADULT',
    documentType: 'ID_CARD',
    documentNumber: '11010519491231002X',
    mobile: '13900001234',
  },
  spouse: {
    name: 'LI/NA',
    type: 'ADULT',
    documentType: 'PASSPORT',
    documentNumber: 'E12345678',
    birthday: '1992-02-29',
  },
  child: {
    name: '张小明',
    type: 'CHILD',
    documentType: 'HOUSEHOLD_REGISTER',
    documentNumber: 'HR20180601',
    birthday: '2018-06-01',
  },
  infant: {
    name: '张小宝',
    type: 'INFANT',
    documentType: 'BIRTH_CERTIFICATE',
    documentNumber: 'BC20260301',
    birthday: '2026-03-01',
  },
} as const;

/** Whom the orders of these tests name. */
export const CONTACT = { name: '张伟', mobile: '13900001234' };

/** The input of a booking as the hub would hand it on: checked. */
export function booking(desk: TravelDesk, offer: FlightOffer, more: object = {}): BookInput {
  const input = BookInput.parse({ offer: offer.key, passengers: [PEOPLE.adult], contact: CONTACT, ...more });
  const verdict = checkBooking(input, { now: desk.clock.now(), openToken: desk.context.openToken });
  if (!('allowed' in verdict) || !verdict.allowed) throw new Error(`refused: ${JSON.stringify(verdict)}`);
  return input;
}

/** Books the first ordinary offer. Gives the order's id and its total in fen. */
export async function bookedOrder(desk: TravelDesk, key = 'first'): Promise<{ reference: string; total: bigint }> {
  const offer = ordinary(await desk.offers());
  const outcome = await book.send(desk.context, booking(desk, offer), attempt(desk, { idempotencyKey: key }));
  if (outcome.outcome !== 'succeeded' || outcome.reference === undefined || offer.total === null) {
    throw new Error(`not booked: ${JSON.stringify(outcome)}`);
  }
  return { reference: outcome.reference, total: offer.total };
}

/** The first offer that anybody may buy. */
export function ordinary(offers: readonly FlightOffer[]): FlightOffer {
  const found = offers.find(({ memberPrice, key }) => memberPrice === null && key !== null);
  if (!found) throw new Error('there is no ordinary offer');
  return found;
}

/** A sending of a command. */
export function attempt(desk: TravelDesk, more: Partial<CommandAttempt> = {}): CommandAttempt {
  return {
    commandId: 'command-1',
    idempotencyKey: 'first',
    number: 1,
    sentAt: desk.clock.now(),
    owed: false,
    askedAt: null,
    reference: null,
    quote: null,
    openAttachments: async () => [],
    ...more,
  };
}

function appOf(sandbox: Sandbox): { appKey: string; appSecret: string } {
  const { key, secret } = sandbox.app;
  return { appKey: key, appSecret: secret };
}
