import type { Logger } from '@interline/core';

/** Something that a command may have made upstream: a refund, a change. */
export interface Effect {
  readonly reference: string;
  /** The merchant's own number, where the channel echoes it. */
  readonly ownNumber: string | undefined;
  readonly requestedAt: Date | null;
}

/** What the command would have made. */
export interface Wanted<Found extends Effect> {
  readonly ownNumber: string;
  /** When it can have been made first; null where anything that fits counts. */
  readonly since: Date | null;
  /** Whether it is for the same passengers and segments. */
  isSame(effect: Found): boolean;
}

/** The clocks of two machines, and the whole seconds of the wire. */
const CLOCK_DIFFERENCE_MS = 30_000;

/**
 * What a command has made: what carries its own number. Where the channel does not echo numbers, what is for the same
 * passengers and segments and was made since then. Of several, the oldest counts; a person is told, because the
 * others are too many.
 *
 * @returns the oldest first
 */
export function ownEffects<Found extends Effect>(
  effects: readonly Found[],
  wanted: Wanted<NoInfer<Found>>,
  logger: Logger,
): readonly Found[] {
  const numbered = effects.filter(({ ownNumber }) => ownNumber === wanted.ownNumber);
  const found = numbered.length > 0 ? numbered : effects.filter((effect) => looksLike(effect, wanted));
  const byAge = found.toSorted(compareAge);
  const [oldest, ...others] = byAge.map(({ reference }) => reference);
  if (others.length > 0) {
    logger.error(
      { taken: oldest, others },
      'Several effects at the channel fit one command: withdraw what is too many there',
    );
  }
  return byAge;
}

function looksLike<Found extends Effect>(effect: Found, { since, isSame }: Wanted<Found>): boolean {
  const { ownNumber, requestedAt } = effect;
  if (ownNumber !== undefined || !isSame(effect)) return false;
  if (since === null || requestedAt === null) return true;
  return requestedAt.getTime() >= since.getTime() - CLOCK_DIFFERENCE_MS;
}

function compareAge(a: Effect, b: Effect): number {
  const [left, right] = [a, b].map(({ requestedAt }) => requestedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return left === right ? compareNumbers(a.reference, b.reference) : (left ?? 0) - (right ?? 0);
}

/** Ids of the channel grow; shorter ones are smaller. */
function compareNumbers(a: string, b: string): number {
  return a.length === b.length ? a.localeCompare(b) : a.length - b.length;
}
