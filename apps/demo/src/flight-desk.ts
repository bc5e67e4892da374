import type { CommandResult } from './command-result.ts';
import { diceOf } from './dice.ts';
import {
  BOOK,
  CLOSE,
  CONFIRM_CHANGE,
  CONFIRM_REFUND,
  ORDERS,
  PAY,
  QUOTE_CHANGE,
  QUOTE_REFUND,
  REQUEST_CHANGE,
  SEARCH,
} from './flight-operations.ts';
import type { FlightOrder, QuoteResult, SearchResult } from './flight-operations.ts';
import type { HubClient } from './hub-client.ts';
import { createOnce } from './once.ts';
import { tripNeededAt } from './trips.ts';

export interface FlightDeskOptions {
  readonly hub: HubClient;
  readonly now: () => Date;
  /** A booking falls due this often, in milliseconds. */
  readonly bookEveryMs: number;
  /** Tells a person what the hub or the channel refused. */
  readonly say: (line: string) => void;
}

/** The purchasing desk of a company whose people fly. */
export interface FlightDesk {
  /** Looks at the orders once and does what each of them needs next. */
  work(): Promise<void>;
}

/** Orders without tickets that may lie on the desk before it books another. */
const MOST_WITHOUT_TICKETS = 5;
const WITHOUT_TICKETS = new Set(['AWAITING_PAYMENT', 'PAYMENT_PENDING', 'AWAITING_FULFILMENT']);

/** How a trip turns out, by the order's number: the same order has the same fate after a restart. */
const FATES = ['flown', 'changed', 'refunded', 'not needed'] as const;

const DAY_MS = 86_400_000;

/**
 * Searches, books, pays, gives up an order before it is paid, changes a flight, gives tickets back.
 * Whatever it does has an idempotency key that is made of what it is done to. So a desk that is
 * restarted, and knows nothing of what it did, does nothing twice.
 */
export function openFlightDesk({ hub, now, bookEveryMs, say }: FlightDeskOptions): FlightDesk {
  const once = createOnce(say);

  async function command(mutation: string, input: Readonly<Record<string, unknown>>): Promise<CommandResult> {
    return (await hub.request<{ result: CommandResult }>(mutation, { input })).result;
  }

  /** Asks for a price and confirms it; when it has moved meanwhile, confirms the one that holds now. */
  async function confirm(
    key: string,
    ask: { readonly mutation: string; readonly input: Readonly<Record<string, unknown>> },
    mutation: string,
  ): Promise<CommandResult | null> {
    const { result } = await hub.request<{ result: QuoteResult }>(ask.mutation, { input: ask.input });
    if (!result.quote) {
      say(`${key}: ${result.message ?? 'there is no price'}`);
      return null;
    }
    const first = await command(mutation, { quote: result.quote.id, idempotencyKey: key });
    if (first.__typename !== 'QuoteChanged' || !first.quote) return first;
    return command(mutation, { quote: first.quote.id, idempotencyKey: `${key}-at-the-new-price` });
  }

  async function book(): Promise<CommandResult | null> {
    const due = dueSince();
    const { from, to, date, travellers } = tripNeededAt(due);
    const { result } = await hub.request<{ result: SearchResult }>(SEARCH, {
      input: { directions: [{ from, to, date }], adults: travellers.length },
    });
    const offer = result.offers?.find(({ key, memberPrice }) => key !== null && memberPrice === null);
    if (!offer) {
      say(`${from}–${to} on ${date}: ${result.message ?? 'nothing to book'}`);
      return null;
    }
    return command(BOOK, {
      offer: offer.key,
      expectedTotal: offer.total?.minorUnits,
      passengers: travellers.map(({ name, passport, birthday }) => ({
        name,
        type: 'ADULT',
        documentType: 'PASSPORT',
        documentNumber: passport,
        birthday,
      })),
      contact: { name: 'Purchasing', mobile: '13800138000' },
      idempotencyKey: keyOfBooking(due),
    });
  }

  /** The moment since which a booking is due. */
  function dueSince(): Date {
    return new Date(Math.floor(now().getTime() / bookEveryMs) * bookEveryMs);
  }

  async function tend(order: FlightOrder): Promise<void> {
    const { reference, status, total } = order;
    const fate = fateOf(reference);
    if (status === 'AWAITING_PAYMENT' && fate === 'not needed') {
      await once(`close-${reference}`, () =>
        command(CLOSE, { orderReference: reference, reason: '行程取消', idempotencyKey: `close-${reference}` }),
      );
    } else if (status === 'AWAITING_PAYMENT') {
      const input = { orderReference: reference, expectedTotal: total.minorUnits, idempotencyKey: `pay-${reference}` };
      await once(`pay-${reference}`, () => command(PAY, input));
    } else if (status === 'FULFILLED' && fate === 'changed') await change(order);
    else if (status === 'FULFILLED' && fate === 'refunded') await refund(order);
  }

  /** One of them does not fly; whoever travels alone gives the ticket back. */
  async function refund({ reference, items, refunds }: FlightOrder): Promise<void> {
    if (refunds.length > 0) return;
    const input = {
      orderReference: reference,
      itemReferences: items.slice(0, 1).map((item) => item.reference),
      reason: 'VOLUNTARY',
    };
    const key = `refund-${reference}`;
    await once(key, () => confirm(key, { mutation: QUOTE_REFUND, input }, CONFIRM_REFUND));
  }

  /** The same flight, a day later. */
  async function change({ reference, changes, journeys }: FlightOrder): Promise<void> {
    const [held] = changes;
    if (held?.status === 'AWAITING_PAYMENT') {
      const key = `pay-change-${held.reference}`;
      const input = { orderReference: reference, changeReference: held.reference };
      await once(key, () => confirm(key, { mutation: QUOTE_CHANGE, input }, CONFIRM_CHANGE));
    } else if (held === undefined) {
      const segments = journeys.flatMap((journey) => journey.segments).map(aDayLater);
      const input = { orderReference: reference, segments, idempotencyKey: `change-${reference}` };
      await once(`change-${reference}`, () => command(REQUEST_CHANGE, input));
    }
  }

  return {
    async work() {
      const { orders } = await hub.request<{ orders: { nodes: FlightOrder[] } }>(ORDERS);
      for (const order of orders.nodes) await tend(order);
      const waiting = orders.nodes.filter(({ status }) => WITHOUT_TICKETS.has(status));
      if (waiting.length < MOST_WITHOUT_TICKETS) await once(keyOfBooking(dueSince()), book);
    },
  };
}

function keyOfBooking(due: Date): string {
  return `book-${due.toISOString()}`;
}

function fateOf(reference: string): (typeof FATES)[number] {
  return FATES[diceOf(reference) % FATES.length] ?? 'flown';
}

function aDayLater({
  id,
  flightNumber,
  departure,
  departureAirport,
  arrivalAirport,
}: FlightOrder['journeys'][number]['segments'][number]) {
  const later = departure === null ? null : new Date(Date.parse(departure) + DAY_MS).toISOString();
  return { segment: id, flightNumber, departure: later, departureAirport, arrivalAirport };
}
