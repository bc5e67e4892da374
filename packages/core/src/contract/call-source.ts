import type { Dossiers } from './dossier.ts';
import type { Services } from './services.ts';
import type { ShopIdentity } from './shop.ts';

/** Calls that the channel makes to the merchant, served by the hub at `/<path>/<shop>`. */
export interface CallSource<Connection> {
  readonly kind: 'call';
  /** For example `qimen`. */
  readonly name: string;
  /** First segment of the address below which the channel calls; unique in a hub. */
  readonly path: string;
  /** When an answer must be on its way, in milliseconds: well inside the caller's own limit. */
  readonly answerWithinMs: number;
  /** Longest body that is read, in bytes. */
  readonly maxBytes: number;
  /**
   * Answers one call. Whoever calls is a stranger until the adapter has checked the signature, before anything else.
   * What must not be lost is in the dossier before this resolves. A thrown error is answered as `INTERNAL`.
   */
  answer(context: CallContext<Connection>, call: InboundCall): Promise<CallAnswer>;
  /**
   * How trouble is said in the channel's own form, when `answer` cannot be asked or does not come in time. Pure, and total:
   * the call was not checked.
   */
  refuse(trouble: CallTrouble, call: TroubledCall<Connection>): CallAnswer;
  /**
   * Answers a call that came to an address which names no shop. Only the channel itself is to be told so: anybody else
   * is answered as he would be at a shop, lest he learn which shops there are. Default: `refuse('UNKNOWN_SHOP')`. Without
   * a `verdict`, whoever called is a `STRANGER`.
   */
  answerWithoutShop?(connection: Connection, call: InboundCall): CallAnswer;
}

/** What a call is answered with. No session: a shop that is parked for calls to the channel goes on answering those from it. */
export interface CallContext<Connection> {
  readonly connection: Connection;
  readonly shop: ShopIdentity;
  readonly services: Services;
  readonly dossiers: Dossiers;
  /**
   * Whether a call may still show this key: it is new, or only calls to this very shop showed it and none of them was
   * answered, because the caller was cut off or the hub was killed. False once such a call was answered, and at every
   * other shop of the channel. Remembered until `until`, over restarts and on every node. For nonces and signatures, so
   * that a recorded call can be played again neither here nor at another shop, and a caller who got no answer may repeat
   * its call byte for byte: what comes of a call must therefore be the same however often it comes. Ask only once the
   * signature is checked: a stranger must not use up keys.
   */
  once(key: string, until: Date): Promise<boolean>;
  /** Fires when the answer is due, or the caller is gone. */
  readonly signal: AbortSignal;
}

/** A call as it came. */
export interface InboundCall {
  /** `POST`, `GET`. */
  readonly method: string;
  /** Raw, without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte, as the signature covers it. */
  readonly body: Uint8Array;
  /** The caller's address. */
  readonly address: string;
  readonly receivedAt: Date;
}

/** What is answered. */
export interface CallAnswer {
  readonly status: number;
  /** With `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What the answer comes to, for figures, the log and the limits on strangers. Default `DONE`. */
  readonly verdict?: CallVerdict;
}

/** What an answer of an adapter comes to. */
export type CallVerdict =
  /** The channel is told what it asked for. */
  | 'DONE'
  /** The channel is told why it is not done, in a call that is its own. */
  | 'REFUSED'
  /** The call is not the channel's: it is not signed, or wrongly. */
  | 'STRANGER';

/** What is at hand of a call that could not be answered. */
export interface TroubledCall<Connection> {
  readonly connection: Connection;
  /** Raw, without the question mark. */
  readonly query: string;
}

/** Why a call could not be answered by the adapter. */
export type CallTrouble =
  /** The address names no shop of the channel. */
  | 'UNKNOWN_SHOP'
  /** The body is longer than `maxBytes`. */
  | 'TOO_LARGE'
  /** The answer did not come in time; what was begun goes on. */
  | 'LATE'
  /** The adapter failed; the log has the error. */
  | 'INTERNAL';
