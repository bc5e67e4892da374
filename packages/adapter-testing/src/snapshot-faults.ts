import {
  CHANGE_STATUSES,
  CONFIRMATIONS,
  ORDER_STATUSES,
  PERSONAL_FIELDS,
  REFUND_STATUSES,
  TICKET_STATUSES,
} from '@interline/core';
import type { OrderSnapshot } from '@interline/core';

/** What is wrong with the shape of a snapshot, in words; empty when the hub can store it. */
export function snapshotFaults(snapshot: OrderSnapshot): string[] {
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string) => void (holds || faults.push(fault));

  expect(snapshot.reference !== '', 'reference is empty');
  expect(ORDER_STATUSES.includes(snapshot.status), `status ${snapshot.status} is not one of the core's`);
  expect(/^[A-Z]{3}$/.test(snapshot.currency), `currency ${snapshot.currency} is not of ISO 4217`);
  for (const [name, date] of datesOf(snapshot)) {
    expect(date === null || !Number.isNaN(date.getTime()), `${name} is no date`);
  }
  expect(isDistinct(snapshot.items.map(({ reference }) => reference)), 'two items have one reference');
  for (const { reference, status, confirmation, refundStatus, quantity } of snapshot.items) {
    expect(ORDER_STATUSES.includes(status), `item ${reference}: status ${status} is not one of the core's`);
    expect(CONFIRMATIONS.includes(confirmation), `item ${reference}: confirmation ${confirmation} is not one`);
    expect(REFUND_STATUSES.includes(refundStatus), `item ${reference}: refund status ${refundStatus} is not one`);
    expect(Number.isInteger(quantity), `item ${reference}: quantity ${quantity} is not whole`);
  }
  const known = new Set([null, ...snapshot.items.map(({ reference }) => reference)]);
  const people = snapshot.travellers.map(({ itemReference, role, position }) => `${itemReference} ${role} ${position}`);
  expect(isDistinct(people), 'two persons have one place');
  for (const { itemReference, personal } of snapshot.travellers) {
    expect(known.has(itemReference), `a person belongs to item ${itemReference}, which is not there`);
    const strange = Object.keys(personal).filter((field) => !(PERSONAL_FIELDS as readonly string[]).includes(field));
    expect(strange.length === 0, `a person has fields that the core does not know: ${strange.join(', ')}`);
  }
  const { refunds, changes = [], tickets = [], notices = [] } = snapshot;
  faults.push(
    ...partFaults('refund', refunds, REFUND_STATUSES, known),
    ...partFaults('change', changes, CHANGE_STATUSES, known),
    ...partFaults('ticket', tickets, TICKET_STATUSES, known),
  );
  expect(isDistinct(notices.map(({ code, key }) => `${code} ${key}`)), 'two notices of one code have one key');
  for (const { key, itemReference } of notices) {
    expect(known.has(itemReference), `notice ${key} belongs to item ${itemReference}, which is not there`);
  }
  const details = [snapshot, ...snapshot.items, ...snapshot.travellers, ...refunds, ...changes, ...tickets].map(
    ({ detail }) => detail,
  );
  expect(isJson([...details, ...notices.map(({ data }) => data)]), 'a detail is not plain JSON');
  return faults;
}

/** A refund, change or ticket. */
interface Part {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: string;
}

function partFaults(
  name: string,
  parts: readonly Part[],
  statuses: readonly string[],
  items: ReadonlySet<string | null>,
): string[] {
  const ofEach = parts.flatMap(({ reference, itemReference, status }) => [
    ...(statuses.includes(status) ? [] : [`${name} ${reference}: status ${status} is not one of the core's`]),
    ...(items.has(itemReference) ? [] : [`${name} ${reference} belongs to item ${itemReference}, which is not there`]),
  ]);
  const isSound = isDistinct(parts.map(({ reference }) => reference));
  return isSound ? ofEach : [`two ${name}s have one reference`, ...ofEach];
}

function datesOf(snapshot: OrderSnapshot): [string, Date | null][] {
  const { createdAt, modifiedAt, paidAt, endedAt, refunds, changes = [] } = snapshot;
  const of = (where: string, dates: Readonly<Record<string, Date | null>>) =>
    Object.entries(dates).map(([name, date]): [string, Date | null] => [`${where}${name}`, date]);
  return [
    ...of('', { createdAt, modifiedAt, paidAt, endedAt }),
    ...snapshot.items.flatMap(({ reference, travelStart, travelEnd, deadline, endedAt: end }) =>
      of(`item ${reference}: `, { travelStart, travelEnd, deadline, endedAt: end }),
    ),
    ...refunds.flatMap(({ reference, requestedAt }) => of(`refund ${reference}: `, { requestedAt })),
    ...changes.flatMap(({ reference, requestedAt, deadline }) =>
      of(`change ${reference}: `, { requestedAt, deadline }),
    ),
  ];
}

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** Whether nothing is lost or changed on the way through JSON: no Date, bigint, NaN or undefined. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object') return false;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
  return isPlain && Object.values(value).every(isJson);
}
