import type { RefundStatus } from '@interline/core';
import { summariseRefunds } from '@interline/core';

import type { ReturnCollectedEntry, ReturnTicketFacts } from '../entries.ts';

/** One ticket of a refund. */
export interface RefundLine {
  readonly ticketId: string;
  readonly itemReference: string | null;
  /** Fen; null when the ticket is not known. */
  readonly price: bigint | null;
  /** What the merchant keeps, fen; null when nobody has said. */
  readonly surcharge: bigint | null;
  readonly status: Extract<RefundStatus, 'REQUESTED' | 'SUCCEEDED' | 'REFUSED'>;
  /** What went back, as the merchant reported it, fen; null while it is not reported. */
  readonly reported: bigint | null;
}

/**
 * What `return.confirm` was answered with, or its repeat will be: `PROCESSING` when nobody had decided in time, or the hub was
 * killed at the call, so that what becomes of it is reported.
 */
export type RefundAnswer = 'ACCEPTED' | 'REFUSED' | 'PROCESSING';

/** A refund of an order: one `return.confirm` of the channel, refused at once or not, or a report that nobody had asked for. */
export interface RefundState {
  /**
   * The digest of its tickets, and from the second attempt on its number; of one that was refused at once, the digest of what
   * was asked and why. As in the key of its entry.
   */
  readonly reference: string;
  readonly requestedAt: Date;
  readonly lines: readonly RefundLine[];
  /** What was answered to `return.confirm`; null while nothing was. */
  readonly answer: RefundAnswer | null;
  /** The tickets as the channel named them when it asked; none when it never did. */
  readonly asked: readonly ReturnTicketFacts[];
  /** How long the merchant is waited for after it was asked, in milliseconds; null when nobody is. */
  readonly decideWithinMs: number | null;
  /** Since when the channel waits for what the reservation system had not decided; null when it was never told to. */
  readonly awaitedAt: Date | null;
  /** What it decided after that; null while it has not. */
  readonly collected: ReturnCollectedEntry | null;
  /** When it was last refused or reported to have failed; null when that is not what was last said. */
  readonly failedAt: Date | null;
  /** Kind of the latest entry about it. */
  readonly lastWord: string;
  /** Why it was refused or failed. */
  readonly code: string | null;
  readonly message: string | null;
  readonly transactionId: string | null;
  readonly mode: string | null;
}

/** Where a refund stands over all its tickets. */
export function refundStatus({ lines, answer }: RefundState): RefundStatus {
  if (lines.length > 0) return summariseRefunds(lines.map(({ status }) => status));
  if (answer === 'ACCEPTED') return 'SUCCEEDED';
  return answer === 'REFUSED' ? 'REFUSED' : 'REQUESTED';
}

/** What goes back, or is to: as reported, or the price without the surcharge; null when a ticket is not known. */
export function refundAmount({ lines }: RefundState): bigint | null {
  const counted = lines.filter(({ status }) => status !== 'REFUSED');
  const amounts = (counted.length > 0 ? counted : lines).map(lineAmount);
  return amounts.reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0n);
}

/** The same for one ticket. */
export function lineAmount({ reported, price, surcharge }: RefundLine): bigint | null {
  if (reported !== null) return reported;
  if (price === null) return null;
  const rest = price - (surcharge ?? 0n);
  return rest < 0n ? 0n : rest;
}

/**
 * Splits what was reported for several tickets: to each what was expected, as far as it goes, and the rest to the last.
 * The parts add up to the whole.
 */
export function splitAmount(amount: bigint, lines: readonly RefundLine[]): bigint[] {
  let rest = amount;
  return lines.map((line, index) => {
    const expected = lineAmount({ ...line, reported: null }) ?? 0n;
    const part = index === lines.length - 1 || expected > rest ? rest : expected;
    rest -= part;
    return part;
  });
}
