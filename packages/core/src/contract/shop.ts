import type { Dossiers } from './dossier.ts';
import type { Services } from './services.ts';
import type { JsonObject } from '../snapshot.ts';

/** What a command works with that calls nobody at the channel: a shop whether it may be called for or not. */
export interface LocalCommandContext<Connection> {
  readonly connection: Connection;
  readonly shop: ShopIdentity;
  readonly services: Services;
  /** Fires when the hub stops or the work's lease ends. */
  readonly signal: AbortSignal;
  /** What was said about orders of channels that call us. */
  readonly dossiers: Dossiers;
}

/** One shop, ready to be called for: its session is opened (decrypted) for the call only. */
export interface ShopContext<Connection> extends LocalCommandContext<Connection> {
  readonly session: ShopSession;
  /**
   * Puts facts into a token for the caller to bring back, sealed, so that nobody can read or change them
   * and no other shop can use them. They do not expire by themselves: put the time in.
   */
  issueToken(facts: JsonObject): string;
  /** What {@link issueToken} put into a token; null when it is not this shop's, or was changed. */
  openToken(token: string): JsonObject | null;
}

/** Who a shop is. */
export interface ShopIdentity {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  /** The merchant's account id on the channel, as text. */
  readonly accountId: string;
  readonly accountNick: string;
}

/** What lets a call act for a shop. Never logged. */
export interface ShopSession {
  readonly accessToken: string;
}
