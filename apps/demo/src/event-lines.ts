/** An event with its order, as the demonstration subscribes to it. */
export interface Happening {
  readonly cursor: string;
  readonly event: {
    readonly type: string;
    /** The same for all that one change of the order brought. */
    readonly version: number;
    readonly from: string | null;
    readonly to: string | null;
    readonly itemReference: string | null;
    readonly cause: string;
    readonly occurredAt: string;
    readonly recordedAt: string;
    readonly changedFields: readonly string[];
    readonly refundReference: string | null;
    readonly changeReference: string | null;
    readonly ticketReference: string | null;
    /** Of a refund to which more money came, in minor units. */
    readonly amountFrom: string | null;
    readonly amountTo: string | null;
    readonly anomaly: { readonly code: string; readonly path: string; readonly value: string } | null;
  };
  readonly order: {
    readonly channel: string;
    readonly reference: string;
    readonly total: { readonly decimal: string; readonly currency: string };
    readonly items: readonly { readonly title: string; readonly quantity: number }[];
    readonly refunds: readonly ({ readonly reference: string } & Partial<Reason>)[];
    /** Of a ship order: what the merchant said to it, and why the tickets could not be issued. */
    readonly decision?: ({ readonly accepted: boolean } & Reason) | null;
    readonly reportFailure?: ({ readonly at: string } & Reason) | null;
  };
}

/** Why the merchant said no. */
interface Reason {
  readonly code: string | null;
  readonly message: string | null;
}

export const WATCH = /* GraphQL */ `
  subscription Watch($after: String) {
    orderEvents(after: $after) {
      cursor
      event {
        type
        version
        from
        to
        itemReference
        cause
        occurredAt
        recordedAt
        changedFields
        refundReference
        changeReference
        ticketReference
        amountFrom
        amountTo
        anomaly {
          code
          path
          value
        }
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
        refunds {
          reference
          ... on ShipRefund {
            code
            message
          }
        }
        ... on ShipOrder {
          decision {
            accepted
            code
            message
          }
          reportFailure {
            at
            code
            message
          }
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

/**
 * What one change of an order brought, a readable line for each kind of thing: when, which order, what happened, what it is about,
 * why not, and what brought the news. Items that took the same step share a line. What a person cannot see has none.
 */
export function eventLines(change: readonly Happening[]): string[] {
  const told = change.filter(({ event }) => event.type !== 'DETAILS_CHANGED' || seen(event).length > 0);
  const groups = Map.groupBy(told, ({ event }) => `${event.type} ${changeOf(event)}`);
  return [...groups.values()].map(eventLine);
}

function eventLine(alike: readonly Happening[]): string {
  const [{ event, order } = never()] = alike;
  const time = event.recordedAt.slice(11, 19);
  const what = (WHAT[event.type] ?? event.type).padEnd(13);
  const change = changeOf(event).padEnd(44);
  const reason = reasonOf(event, order);
  return [
    `${time}  ${order.channel.padEnd(8)} ${order.reference}  ${what} ${change} ${about(alike)}`,
    ...(reason ? [`${reason.message ?? 'refused'} (${reason.code})`] : []),
    `(${event.cause.toLowerCase()})`,
  ].join('  ');
}

function changeOf(event: Happening['event']): string {
  const { type, from, to, amountFrom, amountTo, anomaly } = event;
  if (anomaly) return `${anomaly.code}: ${anomaly.path} = ${anomaly.value}`;
  if (type === 'DETAILS_CHANGED') return seen(event).join(', ');
  if (amountFrom !== null && amountTo !== null) return `${to}: ${yuan(amountFrom)} → ${yuan(amountTo)} in all`;
  const after = to === null ? (type === 'SCHEDULE_CHANGED' ? 'cancelled' : 'none') : readable(to);
  return from === null ? after : `${readable(from)} → ${after}`;
}

/** Fields that only a program reads: the facts of one channel, and its own word for what the status says. */
const UNSEEN = /(^|\.)(detail|channelStatus)$/;

/** Changed fields that mean something to a person, without saying of which part: `tickets.amount`. */
function seen({ changedFields }: Happening['event']): string[] {
  return [...new Set(changedFields.filter((field) => !UNSEEN.test(field)).map(withoutReference))];
}

/** Why the merchant said no, where the event says that it did. */
function reasonOf({ type, to, occurredAt, refundReference }: Happening['event'], order: Happening['order']) {
  const { decision, reportFailure, refunds } = order;
  if (type === 'STATUS_CHANGED' && to === 'REFUNDED' && decision?.accepted === false) return decision;
  if (type === 'TICKET_CHANGED' && reportFailure?.at === occurredAt) return reportFailure;
  if (type !== 'REFUND_CHANGED' || to !== 'REFUSED') return undefined;
  const { code, message = null } = refunds.find(({ reference }) => reference === refundReference) ?? {};
  return code === undefined || code === null ? undefined : { code, message };
}

/** The part that changed, how many of them if several did, else what was bought. */
function about(alike: readonly Happening[]): string {
  const [{ event, order } = never()] = alike;
  const { itemReference, refundReference, changeReference, ticketReference } = event;
  const parts = [
    ['ticket', ticketReference],
    ['change', changeReference],
    ['refund', refundReference],
    ['item', itemReference],
  ] as const;
  const named = parts.filter(([, reference]) => reference !== null);
  const [[kind] = []] = named;
  if (kind !== undefined && alike.length > 1) return `${alike.length} ${kind}s`;
  if (kind !== undefined) return named.map(([name, reference]) => `${name} ${reference}`).join(' of ');
  const { items, total } = order;
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

function never(): never {
  throw new RangeError('There is no event to tell of.');
}
