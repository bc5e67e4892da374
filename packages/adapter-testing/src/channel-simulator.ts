import type { CallAnswer, CommandSubject, InboundCall, RefundStatus } from '@interline/core';

import type { ManualClock } from './manual-clock.ts';

/** An order as it truly is at the channel; its statuses in the channel's own words. */
export interface TrueOrder {
  readonly reference: string;
  readonly channelStatus: string;
  readonly items: readonly TrueItem[];
  /** All of its changes. Default none. */
  readonly changes?: readonly TruePart[];
  /** All of its tickets. Default none. */
  readonly tickets?: readonly TruePart[];
  /** All of its refunds. Absent: not compared, beyond each item's `refundStatus`. */
  readonly refunds?: readonly TruePart[];
  /** What it costs in all, in minor units as text. Absent: not compared. */
  readonly totalAmount?: string;
  /** How many facts besides its state were told of it, such as moved departures. Absent: not compared. */
  readonly notices?: number;
}

/** A change, a ticket or a refund as it truly is at the channel. */
export interface TruePart {
  readonly reference: string;
  readonly channelStatus: string;
  /** In minor units as text; null while the channel tells none. Absent: not compared. */
  readonly amount?: string | null;
  /** Of a ticket; null before it is issued. Absent: not compared. */
  readonly number?: string | null;
}

/** An item as it truly is at the channel. */
export interface TrueItem {
  readonly reference: string;
  readonly channelStatus: string;
  /** In the core's words, so that a refund without a status of its own is compared too. */
  readonly refundStatus: RefundStatus;
}

/** What becomes of the next changing call. */
export type WriteFault =
  /** It is carried out, but the caller never hears of it. */
  | 'answer-lost'
  /** It is never carried out, and the caller is not told. */
  | 'request-lost'
  /** The caller gives up, and {@link LATE_EFFECT_MS} later it is carried out after all. */
  | 'effect-late';

/** How late a late effect is, in milliseconds of the shared clock. */
export const LATE_EFFECT_MS = 30_000;

/** What a command was submitted with. */
export interface SubmittedWish {
  /** The adapter's name for the command. */
  readonly command: string;
  readonly input: unknown;
  readonly idempotencyKey: string;
  /** What the definition says that the input is about. */
  readonly subject: CommandSubject;
  /** The hub's id of the shop. */
  readonly shopId: string;
}

/**
 * Something that the hub must be asked for before a command's input is whole: a quote that the command
 * confirms, an answer that holds what it needs, such as an offer, or another command that must be done before. What
 * `complete` gives, or resolves to, is the input.
 */
export type Preparation =
  | { readonly quote: HubRequest; readonly complete: (quoteId: string) => unknown }
  | { readonly query: HubRequest; readonly complete: (answer: object) => unknown }
  | { readonly command: HubRequest; readonly complete: () => unknown };

/** A quote, a query or a command of the adapter, by name, with its input. */
export interface HubRequest {
  readonly name: string;
  readonly input: unknown;
}

/** A call that the channel makes, signed. */
export type ChannelCall = Pick<InboundCall, 'method' | 'query' | 'headers' | 'body'>;

/**
 * Makes a call to the shop and gives the hub's answer. The suite is the line in between: it loses requests and answers,
 * and repeats the call as the channel would until it is answered.
 *
 * @param sign makes the same call, signed anew as of now; asked for once for each try
 */
export type PlaceCall = (sign: () => ChannelCall) => Promise<CallAnswer>;

/** The shop that the simulator plays the channel for. */
export interface SimulatedShop {
  readonly accountId: string;
  readonly accountNick: string;
  readonly accessToken: string;
}

/**
 * A channel to run against: whatever answers the adapter's calls and sends its messages, with hands
 * to move orders and to break things. Everything that it does later it schedules on the clock given
 * to `start`.
 */
export interface ChannelSimulator {
  /** The adapter's configuration to reach the simulator with. */
  readonly config: unknown;
  readonly shop: SimulatedShop;
  /** Everything that must never be logged: app secrets, tokens. */
  secrets(): readonly string[];
  /**
   * For a channel that calls us: given once, before anything else is asked for. All its calls go this way, and what is
   * asked for below resolves only when they have been answered, but for a call that waits for a decision.
   */
  connect?(place: PlaceCall): void;
  /**
   * Creates an order and tells of it by message or call. Its kind may vary with each call. Where the channel tells of an order
   * only later, such as once it is paid, it is created as far as that. @returns its reference
   */
  createOrder(): string | Promise<string>;
  /**
   * For a channel that calls us: creates an order with the value `word` where the channel's documents list the values,
   * and a field named `field` that they do not have. @returns its reference
   */
  createUnknownOrder?(word: string, field: string): Promise<string>;
  /**
   * Moves an order one step on and tells of it by message or call. A step that the channel does not tell of must be followed by
   * one that it does before the order's life is over. @returns false when it is
   */
  advanceOrder(reference: string): boolean | Promise<boolean>;
  /**
   * Creates what the command needs at the channel: an order for which it is allowed now, or what a new order is
   * made of. Each call gives something else. No message need tell of it: the suite searches as well. For a decision it
   * resolves while the call that asks for it waits for its answer: `clock.waits` tells when it does.
   * @returns the command's input, or a promise of it
   */
  orderFor(command: string): unknown;
  /**
   * What must be asked for first, when `orderFor` could not give the whole input. Called with what it gave, once the
   * hub knows the order; what `complete` returns is the input. Absent or null: nothing.
   */
  prepare?(command: string, input: unknown): Preparation | null;
  /** Every order of the shop as it is now. */
  truth(): readonly TrueOrder[];
  /** How many messages went out so far; the suite waits until they have arrived. 0 for a channel without messages. */
  messagesSent(): number;
  /** Breaks the next changing call. */
  breakNextWrite(fault: WriteFault): void;
  /**
   * How often the channel truly did what was wished for: orders made, items delivered, refunds applied for; of a decision,
   * how often the channel acted on it. Resolves when it has acted on the answers that it has.
   */
  effects(wish: SubmittedWish): number | Promise<number>;
  /** Ends the shop's session: its calls are refused from now on. */
  expireSession(): void;
  /** The merchant authorises anew. @returns the new access token */
  renewSession(): string;
  close(): Promise<void>;
}

/** Starts a simulator on the suite's clock; the same seed gives the same orders. */
export type StartSimulator = (options: {
  readonly clock: ManualClock;
  readonly seed: number;
  /**
   * The command that the run is to prove; null when it proves none. Where the configuration says who decides, a run
   * for a decision needs another than a run in which orders live unattended.
   */
  readonly command: string | null;
}) => Promise<ChannelSimulator>;
