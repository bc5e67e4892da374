import type { Difference } from './difference.ts';
import { isSame } from './is-same.ts';
import { isSupplemented } from './is-supplemented.ts';
import { travellerKey } from './order-state.ts';
import type { OrderState } from './order-state.ts';

/** What comes with a change of status and is not worth a word of its own then. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['channelStatus', 'paidAt', 'endedAt', 'paidAmount', 'number']);
/** What an order tells by changes of their own, or, like the modified time, is no news in itself. */
const TOLD_OF_ORDER: ReadonlySet<string> = new Set([
  'reference',
  'status',
  'modifiedAt',
  'items',
  'travellers',
  'refunds',
  'changes',
  'tickets',
  'notices',
  'anomalies',
]);
/** The same of an item. */
const TOLD_OF_ITEM: ReadonlySet<string> = new Set(['reference', 'status', 'confirmation', 'refundStatus', 'deadline']);
/** The same of a refund, change or ticket. */
const TOLD_OF_PART: ReadonlySet<string> = new Set(['reference', 'status']);
const TOLD_OF_SUPPLEMENTED: ReadonlySet<string> = new Set([...TOLD_OF_PART, 'amount']);

/**
 * Everything of an order that changed and has no type of event of its own: at most one change, whose
 * `fields` name what, sorted. Names only: the values may be personal. Upstream is the truth for the
 * parts of an order too, so what it no longer reports is gone: items are told as `removed`, of the other parts the list.
 */
export function changedDetails(before: OrderState, after: OrderState): Difference[] {
  const fields = [
    ...changedFields(before, after, before.status !== after.status, TOLD_OF_ORDER),
    ...itemFields(before, after),
    ...travellerFields(before, after),
    ...partFields('refunds', before.refunds, after.refunds, (was, is) =>
      isSupplemented(was, is) ? TOLD_OF_SUPPLEMENTED : TOLD_OF_PART,
    ),
    ...partFields('changes', before.changes, after.changes),
    ...partFields('tickets', before.tickets, after.tickets),
  ].toSorted();
  if (fields.length === 0) return [];
  const data = { fields, ...listed('added', before, after), ...listed('removed', after, before) };
  return [{ type: 'DETAILS_CHANGED', itemReference: null, from: null, to: null, data }];
}

/**
 * @param moved whether the order or the part changed its status as well
 * @param told fields that are told elsewhere
 */
function changedFields<T extends object>(was: T, is: T, moved: boolean, told: ReadonlySet<string>): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]) as Set<keyof T & string>;
  return [...names].filter(
    (name) => !told.has(name) && !(moved && CONSEQUENCES.has(name)) && !isSame(was[name], is[name]),
  );
}

function itemFields(before: OrderState, after: OrderState): string[] {
  const known = new Map(before.items.map((item) => [item.reference, item]));
  const changed = after.items.flatMap((is) => {
    const was = known.get(is.reference);
    if (!was) return [];
    const moved = was.status !== is.status || before.status !== after.status;
    return changedFields(was, is, moved, TOLD_OF_ITEM).map((field) => `items.${is.reference}.${field}`);
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

/** What changed of the parts that were there before, and the list's own name when one of them is gone. */
function partFields<T extends { readonly reference: string; readonly status: string }>(
  name: string,
  before: readonly T[],
  after: readonly T[],
  told: (was: T, is: T) => ReadonlySet<string> = () => TOLD_OF_PART,
): string[] {
  const known = new Map(before.map((part) => [part.reference, part]));
  const changed = after.flatMap((is) => {
    const was = known.get(is.reference);
    if (!was) return [];
    const fields = changedFields(was, is, was.status !== is.status, told(was, is));
    return fields.map((field) => `${name}.${is.reference}.${field}`);
  });
  const kept = new Set(references(after));
  return before.every(({ reference }) => kept.has(reference)) ? changed : [name, ...changed];
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
