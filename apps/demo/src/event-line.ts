/** An event with its order, as the demonstration subscribes to it. */
export interface Happening {
  readonly cursor: string;
  readonly event: {
    readonly type: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly itemReference: string | null;
    readonly cause: string;
    readonly recordedAt: string;
    readonly changedFields: readonly string[];
  };
  readonly order: {
    readonly channel: string;
    readonly reference: string;
    readonly total: { readonly decimal: string; readonly currency: string };
    readonly items: readonly { readonly title: string; readonly quantity: number }[];
  };
}

export const WATCH = /* GraphQL */ `
  subscription Watch($after: String) {
    orderEvents(after: $after) {
      cursor
      event {
        type
        from
        to
        itemReference
        cause
        recordedAt
        changedFields
      }
      order {
        channel
        reference
        total {
          decimal
          currency
        }
        items {
          title
          quantity
        }
      }
    }
  }
`;

const WHAT: Readonly<Record<string, string>> = {
  ORDER_CREATED: 'new order',
  STATUS_CHANGED: 'status',
  ITEM_STATUS_CHANGED: 'item',
  CONFIRMATION_CHANGED: 'confirmation',
  REFUND_CHANGED: 'refund',
  DEADLINE_CHANGED: 'deadline',
  DEADLINE_NEAR: 'deadline near',
  DETAILS_CHANGED: 'details',
  ANOMALY_SEEN: 'anomaly',
};

/** One readable line: when, which order, what happened, what it is about and what brought the news. */
export function eventLine({ event, order }: Happening): string {
  const time = event.recordedAt.slice(11, 19);
  const what = (WHAT[event.type] ?? event.type).padEnd(13);
  const change = changeOf(event);
  const [first, ...more] = order.items;
  const goods = first ? `${first.title} ×${first.quantity}${more.length > 0 ? ` and ${more.length} more` : ''}` : '';
  const about =
    event.itemReference === null
      ? `${goods}, ${order.total.decimal} ${order.total.currency}`
      : `item ${event.itemReference}`;
  return `${time}  ${order.channel} ${order.reference}  ${what} ${change.padEnd(44)} ${about}  (${event.cause.toLowerCase()})`;
}

function changeOf({ from, to, changedFields }: Happening['event']): string {
  if (changedFields.length > 0) return changedFields.join(', ');
  return from === null ? (to ?? '') : `${from} → ${to}`;
}
