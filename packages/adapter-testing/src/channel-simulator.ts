import type { CommandSubject, RefundStatus } from '@interline/core';

import type { ManualClock } from './manual-clock.ts';

/** An order as it truly is at the channel; its statuses in the channel's own words. */
export interface TrueOrder {
  readonly reference: string;
  readonly channelStatus: string;
  readonly items: readonly TrueItem[];
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
  /** Creates an order and tells of it by message. Its kind may vary with each call. @returns its reference */
  createOrder(): string;
  /** Moves an order one step on and tells of it by message. @returns false when its life is over */
  advanceOrder(reference: string): boolean;
  /** Creates an order for which the command is allowed now. @returns the command's input */
  orderFor(command: string): unknown;
  /** Every order of the shop as it is now. */
  truth(): readonly TrueOrder[];
  /** How many messages went out so far; the suite waits until they have arrived. */
  messagesSent(): number;
  /** Breaks the next changing call. */
  breakNextWrite(fault: WriteFault): void;
  /** How often something was truly done to the order or item by a changing call. */
  effects(subject: CommandSubject): number;
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
}) => Promise<ChannelSimulator>;
