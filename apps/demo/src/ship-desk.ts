import type { HubClient } from './hub-client.ts';

/** An order as the desk needs it. */
interface ShipOrder {
  readonly reference: string;
  readonly tickets: readonly {
    readonly ticketId: string | null;
    readonly status: string;
    readonly amount: { readonly minorUnits: string } | null;
    readonly surcharge: { readonly minorUnits: string } | null;
  }[];
  readonly refunds: readonly { readonly answer: string | null; readonly ticketIds: readonly string[] }[];
}

/** The latest orders of which something is asked back. */
const REFUNDING = /* GraphQL */ `
  query Refunding {
    orders(
      first: 50
      filter: { channel: "ship", refundStatus: [REQUESTED] }
      orderBy: { field: CREATED_AT, direction: DESC }
    ) {
      nodes {
        reference
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
          ... on ShipRefund {
            answer
            ticketIds
          }
        }
      }
    }
  }
`;

const REPORT = /* GraphQL */ `
  mutation Report($input: ReportShipRefundInput!) {
    reportShipRefund(input: $input) {
      __typename
    }
  }
`;

/**
 * Does what is left to the desk of a shipping line whose reservation system decides: pays back refunds that were not decided
 * while Fliggy waited, ticket by ticket, without what the line keeps, and reports it. The idempotency key is made of the
 * ticket, so that a desk that is restarted, or asks twice, has one effect.
 */
export async function workTheShipDesk(hub: HubClient): Promise<void> {
  const { orders } = await hub.request<{ orders: { nodes: ShipOrder[] } }>(REFUNDING);
  for (const { reference, tickets, refunds } of orders.nodes) {
    const waiting = new Set(refunds.flatMap(({ answer, ticketIds }) => (answer === 'PROCESSING' ? ticketIds : [])));
    for (const { ticketId, status, amount, surcharge } of tickets) {
      if (ticketId === null || amount === null || status !== 'REFUNDING' || !waiting.has(ticketId)) continue;
      const back = BigInt(amount.minorUnits) - BigInt(surcharge?.minorUnits ?? '0');
      const input = {
        orderReference: reference,
        ticketId,
        refunded: { amount: back.toString() },
        idempotencyKey: `refund-${reference}-${ticketId}`,
      };
      await hub.request(REPORT, { input });
    }
  }
}
