import type { HubClient } from './hub-client.ts';
import { orderDesk } from './order-desk.ts';
import type { Money, OrderDesk } from './order-desk.ts';

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
const DAY_MS = 86_400_000;
export const PASSENGERS = [
  { name: '张伟', type: 'ADULT', documentType: 'PASSPORT', documentNumber: 'E12345678', mobile: '13800138000' },
  { name: '李娜', type: 'ADULT', documentType: 'PASSPORT', documentNumber: 'E87654321', mobile: '13900139000' },
];
export const CONTACT = { name: '王芳', mobile: '13700137000' };

/** A purchasing desk at work: it searches, acts and follows what is told. */
export interface FlightDesk extends OrderDesk {
  /** Offers at ordinary prices for two adults from Peking to Hangzhou, so many days ahead. */
  search(days: number): Promise<Offer[]>;
  quoteRefund(input: Record<string, unknown>): Promise<NonNullable<Quoted['quote']>>;
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

  async function quoteRefund(input: Record<string, unknown>): Promise<NonNullable<Quoted['quote']>> {
    const { quoteFlightRefund } = await client().request<{ quoteFlightRefund: Quoted }>(QUOTE_REFUND, { input });
    if (!quoteFlightRefund.quote) throw new Error(quoteFlightRefund.message);
    return quoteFlightRefund.quote;
  }

  return { ...orderDesk(client), search, quoteRefund };
}

/** A day in so many days, in China. */
function dayIn(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10);
}
