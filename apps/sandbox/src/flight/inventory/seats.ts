import type { Shelf } from '../../state/shelf.ts';
import type { Hold } from '../order.ts';

/** How many seats of each booking class of each flight are taken. */
export interface Seats {
  taken(flightNumber: string, date: string, cabin: string): number;
  take(holds: readonly Hold[]): void;
  release(holds: readonly Hold[]): void;
}

/** The seats on the shelf. Flights go by the number under which they are flown, so partners share their seats. */
export function createSeats(shelf: Shelf<number>): Seats {
  const taken = new Map(shelf.left());
  const move = ({ flightNumber, date, cabin, seats }: Hold, sign: 1 | -1): void => {
    const key = keyOf(flightNumber, date, cabin);
    const now = (taken.get(key) ?? 0) + sign * seats;
    if (now < 0) throw new Error(`more seats of ${key} were given back than taken`);
    taken.set(key, now);
    shelf.put(key, now);
  };
  return {
    taken: (flightNumber, date, cabin) => taken.get(keyOf(flightNumber, date, cabin)) ?? 0,
    take: (holds) => holds.forEach((hold) => move(hold, 1)),
    release: (holds) => holds.forEach((hold) => move(hold, -1)),
  };
}

function keyOf(flightNumber: string, date: string, cabin: string): string {
  return `${flightNumber}/${date}/${cabin}`;
}
