import type { OrderEventType } from '../order-event.ts';
import { instantText } from '../instant-text.ts';
import type { ItemSnapshot, JsonObject, RefundSnapshot } from '../snapshot.ts';
import { isExpectedTransition } from '../status.ts';
import type { Difference } from './difference.ts';
import { changedDetails } from './changed-details.ts';
import { anomalyKey, noticeKey, referenceOf } from './order-state.ts';
import type { OrderState } from './order-state.ts';
import { isSupplemented } from './is-supplemented.ts';

/**
 * What happened to an order between two sights of it, in the order of importance; nothing when
 * nothing did. Pure. Each fact is told by one change: a refund that shows both on its item and as a
 * refund of its own is told once.
 *
 * @param before null when the hub sees the order for the first time
 */
export function diff(before: OrderState | null, after: OrderState): Difference[] {
  if (before === null) {
    const created = change('ORDER_CREATED', null, after.status, { channelTo: after.channelStatus });
    return [created, ...notices([], after), ...anomalies([], after)];
  }
  return [
    ...orderStatus(before, after),
    ...pairs(before.items, after.items).flatMap(([was, is]) => itemChanges(was, is)),
    ...refundChanges(before, after),
    ...moved(before.changes, after.changes, 'REBOOKING_CHANGED', 'change'),
    ...notices(before.notices, after),
    ...moved(before.tickets, after.tickets, 'TICKET_CHANGED', 'ticket'),
    ...changedDetails(before, after),
    ...anomalies(before.anomalies, after),
  ];
}

function change(
  type: OrderEventType,
  from: string | null,
  to: string | null,
  data: JsonObject,
  itemReference: string | null = null,
): Difference {
  return { type, itemReference, from, to, data };
}

function words(was: { readonly channelStatus: string } | null, is: { readonly channelStatus: string }): JsonObject {
  return { channelFrom: was?.channelStatus ?? null, channelTo: is.channelStatus };
}

function orderStatus(before: OrderState, after: OrderState): Difference[] {
  if (before.status === after.status) return [];
  const step = change('STATUS_CHANGED', before.status, after.status, words(before, after));
  return isExpectedTransition(before.status, after.status)
    ? [step]
    : [step, unexpected(before.status, after.status, null)];
}

function unexpected(from: string, to: string, itemReference: string | null): Difference {
  const data = { code: 'UNEXPECTED_TRANSITION', path: 'status', value: `${from} → ${to}` };
  return change('ANOMALY_SEEN', from, to, data, itemReference);
}

function itemChanges(was: ItemSnapshot, is: ItemSnapshot): Difference[] {
  const changes: Difference[] = [];
  const item = is.reference;
  if (was.status !== is.status) {
    changes.push(change('ITEM_STATUS_CHANGED', was.status, is.status, words(was, is), item));
    if (!isExpectedTransition(was.status, is.status)) changes.push(unexpected(was.status, is.status, item));
  }
  if (was.confirmation !== is.confirmation) {
    changes.push(change('CONFIRMATION_CHANGED', was.confirmation, is.confirmation, {}, item));
  }
  if (was.deadline?.getTime() !== is.deadline?.getTime()) {
    changes.push(change('DEADLINE_CHANGED', textOf(was.deadline), textOf(is.deadline), {}, item));
  }
  return changes;
}

function textOf(deadline: Date | null): string | null {
  return deadline && instantText(deadline);
}

function refundChanges(before: OrderState, after: OrderState): Difference[] {
  const known = new Map(before.refunds.map((refund) => [refund.reference, refund]));
  const told = new Set<RefundSnapshot>();
  const changed = after.refunds.filter(({ reference, status }) => known.get(reference)?.status !== status);
  const ofItems = pairs(before.items, after.items)
    .filter(([was, is]) => was.refundStatus !== is.refundStatus)
    .map(([was, is]) => {
      const refund = changed.find(
        ({ itemReference, status }) => itemReference === is.reference && status === is.refundStatus,
      );
      if (refund) told.add(refund);
      const data = refund ? partData('refund', known.get(refund.reference), refund) : {};
      return change('REFUND_CHANGED', was.refundStatus, is.refundStatus, data, is.reference);
    });
  const others = after.refunds.filter((refund) => !told.has(refund));
  return [
    ...ofItems,
    ...moved(before.refunds, others, 'REFUND_CHANGED', 'refund'),
    ...pairs(before.refunds, after.refunds).flatMap(([was, is]) => supplements(was, is)),
  ];
}

/** More money came for a refund that had succeeded: the status stays, the amount adds up. */
function supplements(was: RefundSnapshot, is: RefundSnapshot): Difference[] {
  if (!isSupplemented(was, is)) return [];
  const data = { refund: is.reference, amountFrom: String(was.amount), amountTo: String(is.amount) };
  return [change('REFUND_CHANGED', was.status, is.status, data, is.itemReference)];
}

/** A refund, change or ticket. */
interface Part {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: string;
  readonly channelStatus: string;
}

/** The parts that are new or have another status. */
function moved(
  before: readonly Part[],
  after: readonly Part[],
  type: OrderEventType,
  name: 'refund' | 'change' | 'ticket',
): Difference[] {
  const known = new Map(before.map((part) => [part.reference, part]));
  return after.flatMap((is) => {
    const was = known.get(is.reference);
    if (was?.status === is.status) return [];
    return [change(type, was?.status ?? null, is.status, partData(name, was, is), is.itemReference)];
  });
}

function partData(name: string, was: Part | undefined, is: Part): JsonObject {
  return { [name]: is.reference, ...words(was ?? null, is) };
}

function notices(known: OrderState['notices'], after: OrderState): Difference[] {
  const told = new Set(known.map(noticeKey));
  return after.notices
    .filter((notice) => !told.has(noticeKey(notice)))
    .map(({ code, key, itemReference, from, to, data }) => change(code, from, to, { ...data, key }, itemReference));
}

function anomalies(known: OrderState['anomalies'], after: OrderState): Difference[] {
  const seen = new Set(known.map(anomalyKey));
  return after.anomalies
    .filter((anomaly) => !seen.has(anomalyKey(anomaly)))
    .map(({ code, path, value }) => change('ANOMALY_SEEN', null, null, { code, path, value }));
}

/** The parts that were there before and are there still. */
function pairs<T extends { readonly reference: string }>(before: readonly T[], after: readonly T[]): [T, T][] {
  const known = new Map(before.map((part) => [referenceOf(part), part]));
  return after.flatMap((is) => {
    const was = known.get(is.reference);
    return was ? [[was, is] as [T, T]] : [];
  });
}
