import type { HubClient } from './hub-client.ts';

/** An order as the desk needs it. */
interface WaitingOrder {
  readonly reference: string;
  readonly shop: { readonly id: string };
  readonly items: readonly {
    readonly reference: string;
    readonly availableActions: readonly { readonly command: string; readonly allowed: boolean }[];
  }[];
}

const WAITING = /* GraphQL */ `
  query Waiting {
    orders(
      first: 50
      filter: { channel: "vacation", status: [AWAITING_CONFIRMATION, AWAITING_FULFILMENT, PARTLY_FULFILLED] }
      orderBy: { field: DEADLINE, direction: ASC }
    ) {
      nodes {
        reference
        shop {
          id
        }
        items {
          reference
          availableActions {
            command
            allowed
          }
        }
      }
    }
  }
`;

const DELIVER = /* GraphQL */ `
  mutation Deliver($input: DeliverVacationItemInput!) {
    deliverVacationItem(input: $input) {
      __typename
    }
  }
`;

const CLOSE = /* GraphQL */ `
  mutation Close($input: CloseVacationItemInput!) {
    closeVacationItem(input: $input) {
      __typename
    }
  }
`;

/** One item in this many is refused instead of delivered. */
const REFUSES_ONE_IN = 8;

/**
 * Does what the desk of a merchant who sells vacations does: looks at what waits, has the resources for most of it and
 * delivers, refuses the rest. The idempotency key is made of the item, so that a desk that is
 * restarted, or asks twice, has one effect.
 * @returns for how many items it decided
 */
export async function workTheVacationDesk(hub: HubClient): Promise<number> {
  const { orders } = await hub.request<{ orders: { nodes: WaitingOrder[] } }>(WAITING);
  let decided = 0;
  for (const order of orders.nodes) {
    for (const item of order.items) {
      const can = (command: string) =>
        item.availableActions.some((action) => action.command === command && action.allowed);
      const refuses = Number(item.reference.slice(-3)) % REFUSES_ONE_IN === 0;
      const about = { shop: order.shop.id, orderReference: order.reference, itemReference: item.reference };
      if (refuses && can('close')) {
        await hub.request(CLOSE, { input: { ...about, reason: '缺货', idempotencyKey: `close-${item.reference}` } });
        decided += 1;
      } else if (can('deliver')) {
        await hub.request(DELIVER, { input: { ...about, idempotencyKey: `deliver-${item.reference}` } });
        decided += 1;
      }
    }
  }
  return decided;
}
