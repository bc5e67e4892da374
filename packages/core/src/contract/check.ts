import type { OrderFacts } from './order-facts.ts';
import type { JsonObject } from '../snapshot.ts';

/** Whether a command makes sense now. */
export type Allowed =
  | { readonly allowed: true }
  /** `code` is stable and upper case; `reason` is for people and says what to do instead. */
  | { readonly allowed: false; readonly code: string; readonly reason: string };

/** What a check found. */
export type CheckVerdict = Allowed | { readonly invalid: readonly InvalidField[] };

/** A field of the input and what is wrong with it. */
export interface InvalidField {
  /** Path within the input, for example `items[0].number`; empty for the input itself. */
  readonly path: string;
  readonly message: string;
}

/** What a check may look at. */
export interface Desk {
  readonly now: Date;
  /** The order as the hub knows it; null when the command makes a new one. */
  readonly order: OrderFacts | null;
  /** What this shop's `issueToken` put into a token; null when the token is not its own, or was changed. */
  openToken(token: string): JsonObject | null;
}
