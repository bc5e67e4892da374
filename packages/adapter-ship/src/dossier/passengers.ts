import type { CreatedEntry, PassengerFacts } from '../entries.ts';

/** Somebody of an order, and the item that the order has for him. */
export interface OrderPassenger {
  /** The item's: the channel's passenger id, or the place among the passengers, from 1. */
  readonly reference: string;
  /** Null for the one item of an order that names nobody. */
  readonly facts: PassengerFacts | null;
}

/** The passengers of an order, each with a reference of his own. */
export function passengersOf(created: CreatedEntry | null): OrderPassenger[] {
  if (created === null) return [];
  const { passengers } = created.request;
  if (passengers.length === 0) return [{ reference: '1', facts: null }];
  const taken = new Set<string>();
  return passengers.map((facts, index) => {
    const reference = freeReference(facts.id ?? String(index + 1), index, taken);
    taken.add(reference);
    return { reference, facts };
  });
}

/** Two passengers with one id would overwrite each other. */
function freeReference(wanted: string, index: number, taken: ReadonlySet<string>): string {
  let reference = wanted;
  while (taken.has(reference)) reference = `${reference}#${index + 1}`;
  return reference;
}
