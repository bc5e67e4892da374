import { instantText } from '@interline/core';

import { compact } from '../compact.ts';
import type { DecidedBy, PlaceFacts } from '../entries.ts';
import { departureOf } from './departure.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { lineAmount } from './refund-state.ts';

/** Facts of a ship order beyond the shared ones. Money is fen as text, times as `instantText` writes them. */
export type OrderDetail = {
  /** The merchant's own number of the order. */
  readonly agentOrderNumber?: string;
  readonly sailing?: SailingDetail;
  readonly from?: PlaceDetail;
  readonly to?: PlaceDetail;
  readonly seatGrade?: string;
  readonly ticketCount?: number;
  /** Alipay's. */
  readonly tradeNumber?: string;
  /** What the merchant said to the order. */
  readonly decision?: DecisionDetail;
  readonly confirmedAt?: string;
  readonly issuedAt?: string;
  /** How the channel was told of the tickets: `answer` to `order.confirm`, or `report`. */
  readonly issuedVia?: 'answer' | 'report';
  readonly pickUp?: { readonly place?: string; readonly number?: string };
  readonly gate?: string;
  readonly shipNumber?: string;
  /** Why the tickets could not be issued. */
  readonly reportFailure?: { readonly code: string; readonly message?: string; readonly at: string };
  /** What has gone back so far. */
  readonly refundedAmount?: string;
};

/** What sails, and when. */
export type SailingDetail = {
  readonly scheduleId?: string;
  readonly goodsId: string;
  readonly departure?: string;
  /** As the channel writes them, local time. */
  readonly date: string;
  readonly time: string;
};

/** Where it sails from or to. */
export type PlaceDetail = { readonly [Name in keyof PlaceFacts]?: string };

/** What was said to `order.create`. */
export type DecisionDetail = {
  readonly accepted: boolean;
  readonly by: DecidedBy;
  readonly code?: string;
  readonly message?: string;
};

/** The order's own facts. */
export function mapOrderDetail(state: ShipOrderState): OrderDetail {
  const { created, issued, issuedAt, confirmedAt, failure } = state;
  const request = created?.request;
  const departure = request && departureOf(request);
  const refunded = refundedAmount(state);
  return compact({
    agentOrderNumber: agentOrderNumber(state),
    sailing: request && {
      goodsId: request.goodsId,
      date: request.date,
      time: request.time,
      ...compact({ scheduleId: request.scheduleId, departure: departure && instantText(departure) }),
    },
    from: request && compact(request.from),
    to: request && compact(request.to),
    seatGrade: request?.seatGrade,
    ticketCount: request?.ticketCount,
    tradeNumber: request?.tradeNumber,
    decision: decisionOf(state),
    confirmedAt: confirmedAt && instantText(confirmedAt),
    issuedAt: issuedAt && instantText(issuedAt),
    issuedVia: issued?.via,
    pickUp: issued && compact({ place: issued.pickUp.place, number: issued.pickUp.number }),
    gate: issued?.gate,
    shipNumber: issued?.shipNumber,
    reportFailure: failure && {
      code: failure.code,
      ...compact({ message: failure.message }),
      at: instantText(failure.at),
    },
    refundedAmount: refunded === 0n ? undefined : refunded.toString(),
  });
}

/** The merchant's number of the order; undefined while it has none. */
export function agentOrderNumber({ decision, issued }: ShipOrderState): string | undefined {
  return decision?.accepted ? decision.agentOrderNumber : issued?.agentOrderNumber;
}

function decisionOf({ decision }: ShipOrderState): DecisionDetail | undefined {
  if (decision === null) return undefined;
  const { accepted, by } = decision;
  return accepted ? { accepted, by } : { accepted, by, code: decision.code, message: decision.message };
}

function refundedAmount({ refunds }: ShipOrderState): bigint {
  return refunds
    .flatMap(({ lines }) => lines.filter(({ status }) => status === 'SUCCEEDED'))
    .reduce((sum, line) => sum + (lineAmount(line) ?? 0n), 0n);
}
