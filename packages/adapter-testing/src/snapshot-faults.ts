import { CONFIRMATIONS, ORDER_STATUSES, PERSONAL_FIELDS, REFUND_STATUSES } from '@interline/core';
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
  expect(isDistinct(snapshot.refunds.map(({ reference }) => reference)), 'two refunds have one reference');
  for (const { reference, itemReference } of snapshot.refunds) {
    expect(known.has(itemReference), `refund ${reference} belongs to item ${itemReference}, which is not there`);
  }
  const details = [snapshot, ...snapshot.items, ...snapshot.travellers, ...snapshot.refunds].map(
    ({ detail }) => detail,
  );
  expect(isJson(details), 'a detail is not plain JSON');
  return faults;
}

function datesOf(snapshot: OrderSnapshot): [string, Date | null][] {
  const { createdAt, modifiedAt, paidAt, endedAt } = snapshot;
  const own = Object.entries({ createdAt, modifiedAt, paidAt, endedAt });
  return snapshot.items.reduce<[string, Date | null][]>(
    (dates, { reference, travelStart, travelEnd, deadline, endedAt }) => [
      ...dates,
      ...Object.entries({ travelStart, travelEnd, deadline, endedAt }).map(([name, date]): [string, Date | null] => [
        `item ${reference}: ${name}`,
        date,
      ]),
    ],
    own,
  );
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
