import { COMMAND_FRAGMENTS } from './command-result.ts';

/** An order as the desk of the ship shops needs it. */
export interface ShipOrder {
  readonly reference: string;
  readonly shop: { readonly name: string };
  readonly agentOrderNumber: string | null;
  /** Null while nobody has decided. */
  readonly decision: { readonly accepted: boolean } | null;
  /** When Fliggy asked for the tickets. */
  readonly confirmedAt: string | null;
  /** That the tickets could not be issued, as it was last said. */
  readonly reportFailure: { readonly at: string } | null;
  readonly from: { readonly portName: string | null } | null;
  readonly total: Money;
  /** One for each passenger. */
  readonly items: readonly {
    readonly reference: string;
    readonly total: Money;
    readonly tickets: readonly { readonly reference: string }[];
  }[];
  readonly tickets: readonly ShipTicket[];
  readonly refunds: readonly ShipRefund[];
}

export interface ShipTicket {
  readonly ticketId: string | null;
  readonly status: string;
  readonly amount: Money | null;
  readonly surcharge: Money | null;
}

export interface ShipRefund {
  readonly reference: string;
  readonly status: string;
  /** What Fliggy was answered; null while it waits for a decision. */
  readonly answer: string | null;
  readonly ticketIds: readonly string[];
}

interface Money {
  readonly minorUnits: string;
}

interface ShipOrders {
  readonly nodes: readonly ShipOrder[];
}

/** Orders by what is to be done about them. */
export interface ShipWork {
  readonly placed: ShipOrders;
  readonly ticketing: ShipOrders;
  readonly refunding: ShipOrders;
}

/** What waits for the merchant, the oldest first. */
export const WORK = /* GraphQL */ `
  query ShipWork {
    placed: orders(
      first: 20
      filter: { channel: "ship", confirmation: [AWAITING] }
      orderBy: { field: CREATED_AT, direction: ASC }
    ) {
      nodes {
        ...Work
      }
    }
    ticketing: orders(
      first: 20
      filter: { channel: "ship", status: [AWAITING_FULFILMENT] }
      orderBy: { field: CREATED_AT, direction: ASC }
    ) {
      nodes {
        ...Work
      }
    }
    refunding: orders(
      first: 20
      filter: { channel: "ship", refundStatus: [REQUESTED] }
      orderBy: { field: CREATED_AT, direction: ASC }
    ) {
      nodes {
        ...Work
      }
    }
  }
  fragment Work on Order {
    reference
    shop {
      name
    }
    total {
      minorUnits
    }
    items {
      reference
      total {
        minorUnits
      }
      tickets {
        reference
      }
    }
    tickets {
      status
      amount {
        minorUnits
      }
      ... on ShipTicket {
        ticketId
        surcharge {
          minorUnits
        }
      }
    }
    refunds {
      reference
      status
      ... on ShipRefund {
        answer
        ticketIds
      }
    }
    ... on ShipOrder {
      agentOrderNumber
      decision {
        accepted
      }
      confirmedAt
      reportFailure {
        at
      }
      from {
        portName
      }
    }
  }
`;

export const DECIDE_ORDER = /* GraphQL */ `
  mutation DecideShipOrder($input: DecideShipOrderInput!) {
    result: decideShipOrder(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const REPORT_TICKETS = /* GraphQL */ `
  mutation ReportShipTickets($input: ReportShipTicketsInput!) {
    result: reportShipTickets(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const DECIDE_REFUND = /* GraphQL */ `
  mutation DecideShipRefund($input: DecideShipRefundInput!) {
    result: decideShipRefund(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;

export const REPORT_REFUND = /* GraphQL */ `
  mutation ReportShipRefund($input: ReportShipRefundInput!) {
    result: reportShipRefund(input: $input) {
      __typename
      ...Accepted
      ...Refused
    }
  }
  ${COMMAND_FRAGMENTS}
`;
