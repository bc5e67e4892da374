import { instantText } from '@interline/core';
import type { RefundSnapshot, RefundStatus } from '@interline/core';

import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import { distinctReference } from './distinct-reference.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import { refundStatus } from './statuses.ts';
import type { WireRefund } from './wire-order.ts';

/** Facts of a refund beyond the shared ones. Money is fen as text, times as `instantText` writes them. */
export type RefundDetail = {
  readonly outRefundNumber?: string;
  /** A key of `FLIGHT_WORDS.refundApplyType`, or the number sent. */
  readonly applyType?: string;
  readonly fee?: string;
  /** References of the items it is for; empty for all of the order. */
  readonly passengers: readonly string[];
  /** Ids of the segments it is for; empty for all of the route. */
  readonly segments: readonly string[];
  readonly refusal?: string;
  readonly payments: readonly RefundPaymentDetail[];
};

/** Money that came back. */
export type RefundPaymentDetail = {
  readonly tradeNumber?: string;
  readonly amount?: string;
  readonly at?: string;
  /** It came after the refund had been done. */
  readonly supplementary: boolean;
};

/** A refund with what else depends on it. */
export interface MappedRefund {
  readonly snapshot: RefundSnapshot;
  readonly detail: RefundDetail;
  /** Latest time known of it. */
  readonly latestAt: Date | undefined;
}

/** The refunds of an order. What came back in several payments adds up. */
export function mapRefunds(
  refunds: readonly WireRefund[],
  itemReferences: readonly string[],
  context: MappingContext,
): MappedRefund[] {
  const taken = new Set<string>();
  return refunds.map((refund, index) => {
    const path = `${context.names.refundListAnswer.refunds}[${index}]`;
    const reference = distinctReference(
      refund.refundNumber ?? refund.outRefundNumber,
      index,
      taken,
      `${path}.${context.names.refund.refundNumber}`,
      context.anomalies,
    );
    return mapRefund(refund, reference, path, itemReferences, context);
  });
}

function mapRefund(
  refund: WireRefund,
  reference: string,
  path: string,
  itemReferences: readonly string[],
  { names, anomalies }: MappingContext,
): MappedRefund {
  const { passengerIds: passengers = [], segmentIds: segments = [], payments = [] } = refund;
  const paid = payments.flatMap(({ amount }) => amount ?? []);
  const detail: RefundDetail = {
    passengers,
    segments,
    payments: payments.map(({ tradeNumber, amount, time, supplementary }) => ({
      supplementary: supplementary ?? false,
      ...compact({ tradeNumber, amount: amount?.toString(), at: time && instantText(time) }),
    })),
    ...compact({
      outRefundNumber: refund.outRefundNumber,
      applyType: mapApplyType(refund.applyType, path),
      fee: refund.fee?.toString(),
      refusal: refund.refusal,
    }),
  };
  const times = [refund.applyTime, ...payments.map(({ time }) => time)].flatMap((time) => time ?? []);
  return {
    snapshot: {
      reference,
      itemReference: onlyItem(passengers, itemReferences),
      status: mapStatus(),
      channelStatus: refund.status ?? '',
      amount: paid.length > 0 ? paid.reduce((sum, amount) => sum + amount, 0n) : (refund.amount ?? null),
      requestedAt: refund.applyTime ?? null,
      detail,
    },
    detail,
    latestAt: times.toSorted((a, b) => a.getTime() - b.getTime()).at(-1),
  };

  function mapStatus(): RefundStatus {
    const { status: word, refusal } = refund;
    const status = word === undefined ? undefined : refundStatus(word, refusal !== undefined);
    if (status === undefined) anomalies.unknownValue(`${path}.${names.refund.status}`, word ?? 'none');
    return status ?? 'UNKNOWN';
  }

  function mapApplyType(number: number | undefined, place: string): string | undefined {
    if (number === undefined) return undefined;
    const meaning = meaningOf(FLIGHT_WORDS.refundApplyType, number);
    if (meaning === undefined) anomalies.unknownValue(`${place}.${names.refund.applyType}`, number);
    return meaning ?? String(number);
  }
}

/** The item that a refund or change of these passengers is of; null when it is of several, or of all of several. */
export function onlyItem(passengers: readonly string[], itemReferences: readonly string[]): string | null {
  const [only, ...others] = passengers.length === 0 ? itemReferences : passengers;
  return only !== undefined && others.length === 0 && itemReferences.includes(only) ? only : null;
}
