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
    readonly refundReference: string | null;
    readonly changeReference: string | null;
    readonly ticketReference: string | null;
    /** Of a refund to which more money came, in minor units. */
    readonly amountFrom: string | null;
    readonly amountTo: string | null;
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
        refundReference
        changeReference
        ticketReference
        amountFrom
        amountTo
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
  REBOOKING_CHANGED: 'rebooking',
  TICKET_CHANGED: 'ticket',
  SCHEDULE_CHANGED: 'schedule',
  DEADLINE_CHANGED: 'deadline',
  DEADLINE_NEAR: 'deadline near',
  DETAILS_CHANGED: 'details',
  ANOMALY_SEEN: 'anomaly',
};

/** One readable line: when, which order, what happened, what it is about and what brought the news. */
export function eventLine({ event, order }: Happening): string {
  const time = event.recordedAt.slice(11, 19);
  const what = (WHAT[event.type] ?? event.type).padEnd(13);
  const change = changeOf(event).padEnd(44);
  return `${time}  ${order.channel} ${order.reference}  ${what} ${change} ${about(event, order)}  (${event.cause.toLowerCase()})`;
}

function changeOf({ type, from, to, changedFields, amountFrom, amountTo }: Happening['event']): string {
  if (changedFields.length > 0) return [...new Set(changedFields.map(withoutReference))].join(', ');
  if (amountFrom !== null && amountTo !== null) return `${to}: ${yuan(amountFrom)} → ${yuan(amountTo)} in all`;
  const after = to === null ? (type === 'SCHEDULE_CHANGED' ? 'cancelled' : 'none') : readable(to);
  return from === null ? after : `${readable(from)} → ${after}`;
}

/** The part that changed, if it was a part, else what was bought. */
function about(event: Happening['event'], { items, total }: Happening['order']): string {
  const { itemReference, refundReference, changeReference, ticketReference } = event;
  const parts = [
    ['ticket', ticketReference],
    ['change', changeReference],
    ['refund', refundReference],
    ['item', itemReference],
  ] as const;
  const named = parts.filter(([, reference]) => reference !== null);
  if (named.length > 0) return named.map(([name, reference]) => `${name} ${reference}`).join(' of ');
  const [first, ...more] = items;
  const goods = first ? `${first.title} ×${first.quantity}${more.length > 0 ? ` and ${more.length} more` : ''}` : '';
  return `${goods}, ${total.decimal} ${total.currency}`;
}

/** `tickets.77.amount` and `tickets.78.amount` are the same to whoever reads along: `tickets.amount`. */
function withoutReference(field: string): string {
  return field.replace(/^(\w+)\.[^.]+\./, '$1.');
}

/** A moment to the minute; anything else as it is. */
function readable(value: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 16).replace('T', ' ') : value;
}

function yuan(fen: string): string {
  return (Number(fen) / 100).toFixed(2);
}
