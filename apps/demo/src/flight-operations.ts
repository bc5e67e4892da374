import { COMMAND_FRAGMENTS } from './command-result.ts';

/** An order as the purchasing desk needs it. */
export interface FlightOrder {
  readonly reference: string;
  readonly status: string;
  readonly total: { readonly minorUnits: string };
  readonly items: readonly { readonly reference: string }[];
  readonly refunds: readonly { readonly reference: string }[];
  readonly changes: readonly { readonly reference: string; readonly status: string }[];
  readonly journeys: readonly {
    readonly segments: readonly {
      readonly id: string;
      readonly flightNumber: string | null;
      readonly departure: string | null;
      readonly departureAirport: string | null;
      readonly arrivalAirport: string | null;
    }[];
  }[];
}

/** The latest orders, the newest first. */
export const ORDERS = /* GraphQL */ `
  query FlightOrders {
    orders(first: 50, filter: { channel: "flight" }, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        reference
        status
        total {
          minorUnits
        }
        items {
          reference
        }
        refunds {
          reference
        }
        changes {
          reference
          status
        }
        ... on FlightOrder {
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
    }
  }
`;

/** What a search gives, or why it gives nothing. */
export interface SearchResult {
  readonly offers?: readonly {
    readonly key: string | null;
    readonly total: { readonly minorUnits: string } | null;
    readonly memberPrice: { readonly who: string } | null;
  }[];
  readonly message?: string;
}

export const SEARCH = /* GraphQL */ `
  query Search($input: SearchFlightsInput!) {
    result: searchFlights(input: $input) {
      ... on FlightOffers {
        offers {
          key
          total {
            minorUnits
          }
          memberPrice {
            who
          }
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;

export const BOOK = /* GraphQL */ `
  mutation Book($input: BookFlightInput!) {
    result: bookFlight(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const PAY = /* GraphQL */ `
  mutation Pay($input: PayFlightOrderInput!) {
    result: payFlightOrder(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const CLOSE = /* GraphQL */ `
  mutation CloseOrder($input: CloseFlightOrderInput!) {
    result: closeFlightOrder(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

const QUOTE_FRAGMENTS = /* GraphQL */ `
  fragment Priced on Quoted {
    quote {
      id
    }
  }
  fragment Refused on Refusal {
    message
  }
`;

/** The price that holds instead of the one that was to be confirmed. */
const CHANGED_FRAGMENT = /* GraphQL */ `
  fragment Changed on QuoteChanged {
    quote {
      id
    }
  }
`;

/** A price to confirm, or why there is none. */
export interface QuoteResult {
  readonly quote?: { readonly id: string };
  readonly message?: string;
}

export const QUOTE_REFUND = /* GraphQL */ `
  mutation QuoteRefund($input: QuoteFlightRefundInput!) {
    result: quoteFlightRefund(input: $input) {
      ...Priced
      ...Refused
    }
  }
  ${QUOTE_FRAGMENTS}
`;

export const CONFIRM_REFUND = /* GraphQL */ `
  mutation ConfirmRefund($input: ConfirmFlightRefundInput!) {
    result: confirmFlightRefund(input: $input) {
      __typename
      ...Accepted
      ...Changed
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
  ${CHANGED_FRAGMENT}
`;

export const REQUEST_CHANGE = /* GraphQL */ `
  mutation RequestChange($input: RequestFlightChangeInput!) {
    result: requestFlightChange(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const QUOTE_CHANGE = /* GraphQL */ `
  mutation QuoteChange($input: QuoteFlightChangeInput!) {
    result: quoteFlightChange(input: $input) {
      ...Priced
      ...Refused
    }
  }
  ${QUOTE_FRAGMENTS}
`;

export const CONFIRM_CHANGE = /* GraphQL */ `
  mutation ConfirmChange($input: ConfirmFlightChangeInput!) {
    result: confirmFlightChange(input: $input) {
      __typename
      ...Accepted
      ...Changed
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
  ${CHANGED_FRAGMENT}
`;
