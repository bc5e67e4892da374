import type { Difference } from './difference.ts';
import { isSame } from './is-same.ts';
import { travellerKey } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** What comes with a change of status and is not worth a word of its own then. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['channelStatus', 'paidAt', 'endedAt', 'paidAmount']);
/** Told by changes of their own, or, like the modified time, no news in itself. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'reference',
  'status',
  'modifiedAt',
  'items',
  'travellers',
  'refunds',
  'anomalies',
  'confirmation',
  'refundStatus',
  'deadline',
]);

/**
 * Everything of an order that changed and has no type of event of its own: at most one change, whose
 * `fields` name what, sorted. Names only: the values may be personal. Upstream is the truth for the
 * parts of an order too, so an item or refund that it no longer reports is gone, and told as `removed`.
 */
export function changedDetails(before: OrderState, after: OrderState): Difference[] {
  const fields = [
    ...changedFields(before, after, before.status !== after.status),
    ...itemFields(before, after),
    ...travellerFields(before, after),
    ...refundFields(before, after),
  ].toSorted();
  if (fields.length === 0) return [];
  const data = { fields, ...listed('added', before, after), ...listed('removed', after, before) };
  return [{ type: 'DETAILS_CHANGED', itemReference: null, from: null, to: null, data }];
}

/** @param moved whether the order or the part changed its status as well */
function changedFields<T extends object>(was: T, is: T, moved: boolean): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]) as Set<keyof T & string>;
  return [...names].filter(
    (name) => !TOLD_ELSEWHERE.has(name) && !(moved && CONSEQUENCES.has(name)) && !isSame(was[name], is[name]),
  );
}

function itemFields(before: OrderState, after: OrderState): string[] {
  const known = new Map(before.items.map((item) => [item.reference, item]));
  const changed = after.items.flatMap((is) => {
    const was = known.get(is.reference);
    if (!was) return [];
    const moved = was.status !== is.status || before.status !== after.status;
    return changedFields(was, is, moved).map((field) => `items.${is.reference}.${field}`);
  });
  const same = isSame(references(before.items), references(after.items));
  return same ? changed : ['items', ...changed];
}

function travellerFields(before: OrderState, after: OrderState): string[] {
  return isSame(travellersByKey(before), travellersByKey(after)) ? [] : ['travellers'];
}

function travellersByKey({ travellers }: OrderState): object {
  return Object.fromEntries(travellers.map((traveller) => [travellerKey(traveller), traveller]));
}

function refundFields(before: OrderState, after: OrderState): string[] {
  const known = new Map(before.refunds.map((refund) => [refund.reference, refund]));
  const changed = after.refunds.flatMap((is) => {
    const was = known.get(is.reference);
    return was
      ? changedFields(was, is, was.status !== is.status).map((field) => `refunds.${is.reference}.${field}`)
      : [];
  });
  const kept = new Set(references(after.refunds));
  return before.refunds.every(({ reference }) => kept.has(reference)) ? changed : ['refunds', ...changed];
}

/** The references that `there` has and `here` has not, under `name`; nothing when there are none. */
function listed(name: string, here: OrderState, there: OrderState): { readonly [name: string]: string[] } {
  const known = new Set(references(here.items));
  const others = references(there.items).filter((reference) => !known.has(reference));
  return others.length === 0 ? {} : { [name]: others };
}

function references(parts: readonly { readonly reference: string }[]): string[] {
  return parts.map(({ reference }) => reference).toSorted();
}
