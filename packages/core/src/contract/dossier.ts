import type { JsonObject } from '../snapshot.ts';

/**
 * Everything that was said about one order, in the order in which it was said: what the channel called for, what the
 * merchant decided, what was reported. For a channel whose orders cannot be fetched it is the truth, from which the
 * order is made. Sealed at rest; only ever appended to.
 */
export interface Dossiers {
  /** What an order's dossier holds; empty when there is none. */
  read(reference: string): Promise<readonly DossierEntry[]>;
  /**
   * Appends to an order's dossier under the order's lock, and takes the order over as the adapter then maps it, in one
   * transaction: either all of it is there or nothing. Whoever appends to the same dossier waits meanwhile, so `decide`
   * sees the last word, and must not call anybody. It must be good to run again.
   *
   * @param decide what to append, seeing what is there; nothing leaves all as it is
   * @returns the dossier after it
   */
  append(
    reference: string,
    decide: (entries: readonly DossierEntry[]) => readonly NewDossierEntry[],
  ): Promise<readonly DossierEntry[]>;
  /**
   * Waits until the dossier is as wanted, whichever node appends to it, and returns it; as it is then when the time is over.
   * @param timeoutMs by the hub's clock
   */
  until(
    reference: string,
    wanted: (entries: readonly DossierEntry[]) => boolean,
    timeoutMs: number,
  ): Promise<readonly DossierEntry[]>;
}

/** What is appended to a dossier. */
export interface NewDossierEntry {
  /** The adapter's word, for example `order.create`. In clear. */
  readonly kind: string;
  /** Once for each dossier: an entry whose key is there already is not appended again. At most 500 characters. In clear. */
  readonly key: string;
  /** May be personal: sealed. */
  readonly content: JsonObject;
}

/** One thing that was said. */
export interface DossierEntry extends NewDossierEntry {
  /** From 1, without gaps. */
  readonly number: number;
  /** Later than that of the entry before, whatever the clocks of several nodes say. */
  readonly recordedAt: Date;
}

/** A command that follows from what was said about an order. */
export interface OwedCommand {
  /** Of the adapter's `commands`. */
  readonly name: string;
  /** At most one for each order, name and key, whatever is said later. */
  readonly key: string;
  /** As the command's own `input` wants it; the command must be about this very order. */
  readonly input: JsonObject;
  /**
   * When it is taken down, if it is still owed then: until that moment there is nothing of it in the ledger, and nothing
   * will be once what is said meanwhile settles it. For what nobody needs unless the hub was killed at work. The hub looks
   * a few seconds late. At once where absent.
   */
  readonly notBefore?: Date;
}
