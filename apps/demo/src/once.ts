import type { CommandResult } from './command-result.ts';

/** Does what has a key, unless it was done since the start. */
export type Once = (key: string, act: () => Promise<CommandResult | null>) => Promise<void>;

/**
 * The memory of a desk: what it has tried since it was started. Of what it did before, the hub knows by the same keys.
 *
 * @param say tells a person what the hub or the channel refused
 */
export function createOnce(say: (line: string) => void): Once {
  const tried = new Set<string>();
  return async (key, act) => {
    if (tried.has(key)) return;
    tried.add(key);
    const result = await act().catch((error: unknown) => {
      // The hub did not answer: whether it was done is for the next try, with the same key, to find out.
      tried.delete(key);
      throw error;
    });
    // A key that is taken says that this desk did it before it was restarted.
    if (result === null || result.__typename === 'IdempotencyKeyReused') return;
    const { command, message } = result;
    if (command?.state === 'FAILED') say(`${key}: ${command.message}`);
    else if (command === undefined && message !== undefined) say(`${key}: ${message}`);
  };
}
