import { eventLines } from './event-lines.ts';
import type { Happening } from './event-lines.ts';

/** How long the rest of a change is waited for, in milliseconds. */
const REST_MS = 200;

/** Tells of events as they come: those that one change of an order brought are told together. */
export function createTeller(say: (line: string) => void): { tell(happening: Happening): void; finish(): void } {
  let change: Happening[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (): void => {
    clearTimeout(timer);
    for (const line of eventLines(change)) say(line);
    change = [];
  };

  return {
    tell(happening) {
      const [first] = change;
      if (first && !isSameChange(first, happening)) finish();
      change.push(happening);
      clearTimeout(timer);
      timer = setTimeout(finish, REST_MS);
    },
    finish,
  };
}

function isSameChange(one: Happening, other: Happening): boolean {
  return one.order.reference === other.order.reference && one.event.version === other.event.version;
}
