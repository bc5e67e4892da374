import { setTimeout as rest } from 'node:timers/promises';

/** How often a condition in another process is looked at, in milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Waits for a condition of another process that cannot be awaited. It passes as soon as the condition
 * holds, however long that takes; the limit only ends a run that would never end.
 */
export async function until(
  holds: () => Promise<boolean>,
  limitMs: number,
  describe: () => Promise<string> = async () => 'the condition does not hold',
): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error(`Gave up after ${limitMs / 1_000} s: ${await describe()}.`);
    await rest(LOOK_EVERY_MS);
  }
}
