import { noShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

/** Everything that a sandbox keeps for its next run. */
export interface State {
  /**
   * The shelf of one kind of things. The caller vouches for the type: only the sandbox itself writes these, and a kind
   * whose form changes needs a new version of the file.
   */
  shelf<Value>(kind: string): Shelf<Value>;
  /** Writes what is not written yet and lets go of the file. */
  close(): void;
}

/** The state of a sandbox that forgets everything. */
export function noState(): State {
  return { shelf: noShelf, close: () => undefined };
}
