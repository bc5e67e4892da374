import { instantText } from '@interline/core';
import type { RefundSnapshot } from '@interline/core';

import { compact } from '../compact.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { refundAmount, refundStatus } from './refund-state.ts';
import type { RefundAnswer, RefundState } from './refund-state.ts';

/** Facts of a refund beyond the shared ones. Money is fen as text. */
export type RefundDetail = {
  /** The merchant's ids of its tickets. */
  readonly ticketIds: readonly string[];
  /** What was answered when the channel asked; absent while nothing was, and for a refund that it never asked for. */
  readonly answer?: RefundAnswer;
  /** Until when the channel waits for the merchant's decision; absent when it does not. */
  readonly decideBy?: string;
  /** What the merchant keeps. */
  readonly surcharge?: string;
  /** Why it was refused or failed. */
  readonly code?: string;
  readonly message?: string;
  /** The merchant's number of the money movement. */
  readonly transactionId?: string;
  /** `OFFLINE`, `ONLINE`. */
  readonly mode?: string;
};

/** The refunds of an order. */
export function mapRefunds({ refunds, passengers }: ShipOrderState): RefundSnapshot[] {
  const items = new Set(passengers.map(({ reference }) => reference));
  return refunds.map((refund) => {
    const { reference, requestedAt, lines, answer, code, message, transactionId, mode, lastWord } = refund;
    const detail: RefundDetail = {
      ticketIds: lines.map(({ ticketId }) => ticketId),
      ...compact({
        answer,
        decideBy: decideBy(refund),
        surcharge: surchargeOf(refund)?.toString(),
        code,
        message,
        transactionId,
        mode,
      }),
    };
    return {
      reference,
      itemReference: itemOf(refund, items),
      status: refundStatus(refund),
      channelStatus: lastWord,
      amount: refundAmount(refund),
      requestedAt,
      detail,
    };
  });
}

function decideBy(refund: RefundState): string | undefined {
  const { answer, decideWithinMs, requestedAt } = refund;
  if (answer !== null || decideWithinMs === null || refundStatus(refund) !== 'REQUESTED') return undefined;
  return instantText(new Date(requestedAt.getTime() + decideWithinMs));
}

/** Null when it is of several items, or of one that the order has not. */
function itemOf({ lines }: RefundState, items: ReadonlySet<string>): string | null {
  const [first = null, ...others] = new Set(lines.map(({ itemReference }) => itemReference));
  return others.length === 0 && first !== null && items.has(first) ? first : null;
}

function surchargeOf({ lines }: RefundState): bigint | undefined {
  const known = lines.flatMap(({ surcharge }) => (surcharge === null ? [] : [surcharge]));
  return known.length === 0 ? undefined : known.reduce((sum, surcharge) => sum + surcharge, 0n);
}
