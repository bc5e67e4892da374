import type { AnyAdapter } from '@interline/core';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import flight from '../src/index.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import { CONTACT, PEOPLE } from './travel-desk.ts';

const schema = buildSchema({ adapters: [flight as AnyAdapter] });
const { method } = FLIGHT_NAMES;

const SEARCH = /* GraphQL */ `
  query ($input: SearchFlightsInput!) {
    searchFlights(input: $input) {
      __typename
      ... on FlightOffers {
        notes
        unexpected
        offers {
          key
          expiresAt
          sum: total {
            fen: minorUnits
            currency
            decimal
          }
          fares {
            passengerType
            total {
              minorUnits
            }
          }
          memberPrice {
            who
            audience
          }
          journeys {
            segments {
              flightNumber
              departure
              departureAirport
            }
          }
        }
      }
      ... on InvalidInput {
        fields {
          path
          message
        }
      }
      ... on ChannelRefused {
        code
        message
      }
    }
  }
`;
const RESULT = /* GraphQL */ `
  __typename
  ... on CommandAccepted { repeated command { state code message reference order { status total { minorUnits } } } }
  ... on InvalidInput { fields { path message } }
  ... on NotAllowed { code message }
  ... on Refusal { message }
`;
const BOOK = `mutation ($input: BookFlightInput!) { result: bookFlight(input: $input) { ${RESULT} } }`;
const PAY = `mutation ($input: PayFlightOrderInput!) { result: payFlightOrder(input: $input) { ${RESULT} } }`;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});

afterEach(() => desk.close());

describe('from a search to a paid order, over GraphQL', () => {
  it('searches, books and pays, and shows the order', async () => {
    const [offer] = await ordinaryOffers();
    expect(offer).toMatchObject({ sum: { fen: expect.stringMatching(/^\d+$/), currency: 'CNY' } });
    const booked = await accepted(BOOK, bookInput(offer, 'book 1'));
    expect(booked).toMatchObject({
      state: 'SUCCEEDED',
      order: { status: 'AWAITING_PAYMENT', total: { minorUnits: offer.sum.fen } },
    });
    const payment = { orderReference: booked.reference, expectedTotal: offer.sum.fen, idempotencyKey: 'pay 1' };
    expect(await accepted(PAY, payment)).toMatchObject({
      state: 'SUCCEEDED',
      order: { status: 'AWAITING_FULFILMENT' },
    });
    expect(desk.sandbox.control.flight.orders()).toMatchObject([
      { id: booked.reference, received: Number(offer.sum.fen) },
    ]);
  });

  it('refuses before any call what can be known', async () => {
    const wish = { directions: [{ from: 'PKX', to: 'XMN', date: '2020-01-01' }] };
    expect(await search(wish)).toEqual({
      __typename: 'InvalidInput',
      fields: [
        { path: 'directions[0].from', message: 'PKX is an airport of the city BJS: use BJS' },
        { path: 'directions[0].date', message: expect.stringContaining('is in the past') },
      ],
    });
    const [offer] = await ordinaryOffers();
    expect(await run(BOOK, { ...bookInput(offer, 'k'), offer: 'made up' })).toMatchObject({
      __typename: 'NotAllowed',
      code: 'OFFER_UNKNOWN',
    });
    const child = { ...PEOPLE.adult, type: 'CHILD', birthday: null };
    expect(await run(BOOK, { ...bookInput(offer, 'k'), passengers: [child] })).toMatchObject({
      __typename: 'InvalidInput',
      fields: [{ path: 'passengers[0].birthday' }],
    });
    expect(desk.ledger('book', 'attempt')).toEqual([]);
  });

  it('says that a listing timed out, and what is faster', async () => {
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    expect(await search(wishOn(day()))).toMatchObject({
      __typename: 'ChannelRefused',
      code: 'SEARCH_TIMED_OUT',
      message: expect.stringContaining('name the flights of each direction'),
    });
  });

  it('refuses to pay an order twice under another key', async () => {
    const [offer] = await ordinaryOffers();
    const { reference } = await accepted(BOOK, bookInput(offer, 'book 1'));
    const payment = { orderReference: reference, expectedTotal: offer.sum.fen };
    await accepted(PAY, { ...payment, idempotencyKey: 'pay 1' });
    await run(PAY, { ...payment, idempotencyKey: 'pay 2' });
    expect(desk.ledger('pay', 'effect')).toHaveLength(1);
  });
});

describe('one booking for a key, whatever happens', () => {
  it('books once for ten requests at once, whose first answer is lost', async () => {
    const [offer] = await ordinaryOffers();
    desk.sandbox.control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: method.book, count: 1 }] });
    const results = await Promise.all(
      Array.from({ length: 10 }, () => run(BOOK, { ...bookInput(offer, 'one'), waitSeconds: 0 })),
    );
    expect(new Set(results.map(({ __typename }) => __typename))).toEqual(new Set(['CommandAccepted']));
    await desk.hub.settle();
    const [order] = desk.sandbox.control.flight.orders();
    expect(await accepted(BOOK, bookInput(offer, 'one'))).toMatchObject({ state: 'SUCCEEDED', reference: order?.id });
    expect(desk.ledger('book', 'effect')).toHaveLength(1);
  });

  it('waits for a booking that lands minutes after its time-out', async () => {
    const [offer] = await ordinaryOffers();
    desk.sandbox.control.setFaults({
      calls: [{ kind: 'timeout-before-effect', method: method.book, count: 1, seconds: 240 }],
    });
    expect(await accepted(BOOK, bookInput(offer, 'late'))).toMatchObject({ state: 'UNKNOWN', reference: null });
    for (let minute = 0; minute < 6; minute++) {
      desk.hub.clock.advance(60_000);
      await desk.hub.settle();
    }
    expect(await accepted(BOOK, bookInput(offer, 'late'))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ledger('book', 'effect')).toHaveLength(1);
  });
});

interface Offer {
  readonly key: string | null;
  readonly sum: { readonly fen: string };
  readonly memberPrice: object | null;
}

interface Answer {
  readonly __typename: string;
  readonly command?: { readonly state: string; readonly reference: string | null };
  readonly offers?: readonly Offer[];
}

async function ordinaryOffers(): Promise<readonly [Offer, ...Offer[]]> {
  const { offers = [] } = await search(wishOn(day()));
  const [first, ...others] = offers.filter(({ memberPrice }) => memberPrice === null);
  if (!first) throw new Error('there is no ordinary offer');
  return [first, ...others];
}

/** A day a month from now. */
function day(): string {
  return new Date(desk.hub.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10);
}

function wishOn(date: string) {
  return { directions: [{ from: 'BJS', to: 'XMN', date }] };
}

function bookInput({ key }: Offer, idempotencyKey: string) {
  return { offer: key, passengers: [PEOPLE.adult], contact: CONTACT, idempotencyKey };
}

async function search(input: object): Promise<Answer> {
  return (await execute(SEARCH, input))['searchFlights'] as Answer;
}

async function run(source: string, input: object): Promise<Answer> {
  const [{ result }] = await Promise.all([execute(source, input), desk.hub.settle()]);
  return result as Answer;
}

/** Works off what is due, and gives the command as it is then. */
async function accepted(source: string, input: object): Promise<{ state: string; reference: string | null }> {
  await run(source, { ...input, waitSeconds: 0 });
  await desk.hub.settle();
  const { command, ...refusal } = await run(source, { ...input, waitSeconds: 0 });
  if (!command) throw new Error(JSON.stringify(refusal));
  return command;
}

async function execute(source: string, input: object): Promise<Record<string, unknown>> {
  const viewer = desk.hub.viewer(['orders:read', 'orders:write']);
  const contextValue = { viewer, hub: desk.hub.context, feed: createLiveFeed(desk.hub.context) };
  const { data, errors } = await graphql({ schema, source, variableValues: { input }, contextValue });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return { ...data };
}
