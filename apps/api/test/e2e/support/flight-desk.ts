import type { HubClient } from './hub-client.ts';

const EVENTS = /* GraphQL */ `
  subscription Events($after: String) {
    orderEvents(after: $after) {
      event {
        type
        from
        to
      }
      order {
        reference
        status
        refundStatus
        changes {
          reference
          status
        }
        refunds {
          status
          amount {
            minorUnits
          }
        }
        tickets {
          status
          number
        }
      }
    }
  }
`;

const SEARCH = /* GraphQL */ `
  query Search($input: SearchFlightsInput!) {
    searchFlights(input: $input) {
      __typename
      ... on FlightOffers {
        offers {
          key
          total {
            minorUnits
          }
          memberPrice {
            who
          }
          journeys {
            segments {
              id
              flightNumber
              departure
              departureAirport
              arrivalAirport
            }
          }
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;

/** What every command answers, as the story looks at it. */
const OUTCOME = /* GraphQL */ `
  fragment Outcome on CommandResult {
    __typename
    ... on CommandAccepted {
      repeated
      command {
        state
        code
        message
        reference
        quote {
          id
          amount {
            minorUnits
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
    ... on QuoteChanged {
      quote {
        id
        fee {
          minorUnits
        }
      }
    }
    ... on QuoteReplaced {
      quote {
        id
        fee {
          minorUnits
        }
      }
    }
    ... on Refusal {
      message
    }
  }
`;

const command = (name: string, type: string): string =>
  `mutation Do($input: ${type}!) { ${name}(input: $input) { ...Outcome } } ${OUTCOME}`;

const QUOTE_REFUND = /* GraphQL */ `
  mutation Quote($input: QuoteFlightRefundInput!) {
    quoteFlightRefund(input: $input) {
      __typename
      ... on Quoted {
        quote {
          id
          precalculated
          fee {
            minorUnits
          }
          amount {
            minorUnits
          }
          lines {
            itemReference
            segment
          }
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;

export interface Money {
  readonly minorUnits: string;
}
export interface Offer {
  readonly key: string;
  readonly total: Money;
  readonly memberPrice: object | null;
  readonly journeys: readonly {
    readonly segments: readonly {
      readonly id: string;
      readonly flightNumber: string;
      readonly departure: string;
      readonly departureAirport: string;
      readonly arrivalAirport: string;
    }[];
  }[];
}
export interface Outcome {
  readonly __typename: string;
  readonly repeated?: boolean;
  readonly message?: string;
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly command?: {
    readonly state: string;
    readonly code: string | null;
    readonly message: string | null;
    readonly reference: string | null;
    readonly quote: { readonly id: string; readonly amount: Money } | null;
  };
  readonly quote?: { readonly id: string; readonly fee: Money };
}
interface Quoted {
  readonly __typename: string;
  readonly message?: string;
  readonly quote?: {
    readonly id: string;
    readonly precalculated: boolean;
    readonly fee: Money;
    readonly amount: Money;
    readonly lines: readonly { readonly itemReference: string }[];
  };
}
export interface Seen {
  readonly event: { readonly type: string; readonly from: string | null; readonly to: string | null };
  readonly order: {
    readonly reference: string;
    readonly status: string;
    readonly refundStatus: string;
    readonly changes: readonly { readonly reference: string; readonly status: string }[];
    readonly refunds: readonly { readonly status: string; readonly amount: Money | null }[];
    readonly tickets: readonly { readonly status: string; readonly number: string | null }[];
  };
}

const DAY_MS = 86_400_000;
export const PASSENGERS = [
  { name: '张伟', type: 'ADULT', documentType: 'PASSPORT', documentNumber: 'E12345678', mobile: '13800138000' },
  { name: '李娜', type: 'ADULT', documentType: 'PASSPORT', documentNumber: 'E87654321', mobile: '13900139000' },
];
export const CONTACT = { name: '王芳', mobile: '13700137000' };

/** A purchasing desk at work: it searches, acts and follows what is told. */
export interface FlightDesk {
  /** Offers at ordinary prices for two adults from Peking to Hangzhou, so many days ahead. */
  search(days: number): Promise<Offer[]>;
  /** Sends a command's mutation by its name. */
  act(name: string, input: Record<string, unknown>): Promise<Outcome>;
  quoteRefund(input: Record<string, unknown>): Promise<NonNullable<Quoted['quote']>>;
  /** Everything that is told of an order from the beginning of the feed until `last` holds. */
  toldUntil(reference: string, last: (seen: Seen) => boolean): Promise<Seen[]>;
}

/** @param client the one to use now: a hub that was restarted has another */
export function flightDesk(client: () => HubClient): FlightDesk {
  async function search(days: number): Promise<Offer[]> {
    const { searchFlights } = await client().request<{ searchFlights: { offers?: Offer[]; message?: string } }>(
      SEARCH,
      {
        input: { directions: [{ from: 'BJS', to: 'HGH', date: dayIn(days) }], adults: PASSENGERS.length },
      },
    );
    return (searchFlights.offers ?? []).filter(({ memberPrice }) => memberPrice === null);
  }

  async function act(name: string, input: Record<string, unknown>): Promise<Outcome> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const answer = await client().request<Record<string, Outcome>>(command(name, type), { input });
    const outcome = answer[name];
    if (!outcome) throw new Error(`${name} answered nothing.`);
    return outcome;
  }

  async function quoteRefund(input: Record<string, unknown>): Promise<NonNullable<Quoted['quote']>> {
    const { quoteFlightRefund } = await client().request<{ quoteFlightRefund: Quoted }>(QUOTE_REFUND, { input });
    if (!quoteFlightRefund.quote) throw new Error(quoteFlightRefund.message);
    return quoteFlightRefund.quote;
  }

  async function toldUntil(reference: string, last: (seen: Seen) => boolean): Promise<Seen[]> {
    const { feed } = await client().request<{ feed: { start: string } }>('{ feed { start } }');
    const seen: Seen[] = [];
    for await (const { orderEvents } of client().follow<{ orderEvents: Seen }>(EVENTS, { after: feed.start })) {
      if (orderEvents.order.reference !== reference) continue;
      seen.push(orderEvents);
      if (last(orderEvents)) break;
    }
    return seen;
  }

  return { search, act, quoteRefund, toldUntil };
}

/** A day in so many days, in China. */
function dayIn(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10);
}
