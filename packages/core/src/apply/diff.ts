import type { OrderEventType } from '../order-event.ts';
import { instantText } from '../instant-text.ts';
import type { ItemSnapshot, JsonObject, RefundSnapshot } from '../snapshot.ts';
import { isExpectedTransition } from '../status.ts';
import type { Difference } from './difference.ts';
import { changedDetails } from './changed-details.ts';
import { anomalyKey } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/**
 * What happened to an order between two sights of it, in the order of importance; nothing when
 * nothing did. Pure. Each fact is told by one change: a refund that shows both on its item and as a
 * refund of its own is told once.
 *
 * @param before null when the hub sees the order for the first time
 */
export function diff(before: OrderState | null, after: OrderState): Difference[] {
  if (before === null) {
    return [change('ORDER_CREATED', null, after.status, { channelTo: after.channelStatus }), ...anomalies([], after)];
  }
  return [
    ...orderStatus(before, after),
    ...pairs(before.items, after.items).flatMap(([was, is]) => itemChanges(was, is)),
    ...refundChanges(before, after),
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
      const data = refund ? refundData(known, refund) : {};
      return change('REFUND_CHANGED', was.refundStatus, is.refundStatus, data, is.reference);
    });
  const others = changed
    .filter((refund) => !told.has(refund))
    .map((refund) => {
      const from = known.get(refund.reference)?.status ?? null;
      return change('REFUND_CHANGED', from, refund.status, refundData(known, refund), refund.itemReference);
    });
  return [...ofItems, ...others];
}

function refundData(known: ReadonlyMap<string, RefundSnapshot>, refund: RefundSnapshot): JsonObject {
  return { refund: refund.reference, ...words(known.get(refund.reference) ?? null, refund) };
}

function anomalies(known: OrderState['anomalies'], after: OrderState): Difference[] {
  const seen = new Set(known.map(anomalyKey));
  return after.anomalies
    .filter((anomaly) => !seen.has(anomalyKey(anomaly)))
    .map(({ code, path, value }) => change('ANOMALY_SEEN', null, null, { code, path, value }));
}

/** The parts that were there before and are there still. */
function pairs(before: readonly ItemSnapshot[], after: readonly ItemSnapshot[]): [ItemSnapshot, ItemSnapshot][] {
  const known = new Map(before.map((item) => [item.reference, item]));
  return after.flatMap((is) => {
    const was = known.get(is.reference);
    return was ? [[was, is] as [ItemSnapshot, ItemSnapshot]] : [];
  });
}
