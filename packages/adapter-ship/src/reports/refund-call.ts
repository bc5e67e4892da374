import { agentOrderNumber } from '../dossier/map-order-detail.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { RefundReportedEntry } from '../entries.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { ShipNames } from '../wire.ts';
import type { ReportRefundInput } from './refund-input.ts';
import type { WireReport } from './send-report.ts';

/**
 * The call of alitrip.ship.return.notify; the same for the same report of one command. The order id is a number here,
 * of up to 64 bits, and keeps every digit.
 *
 * @param commandId stands for the number of the money movement where the merchant gives none
 */
export function refundCall(
  input: ReportRefundInput,
  state: ShipOrderState,
  commandId: string,
  names: ShipNames,
): WireReport {
  const { returnNotify: refund } = names;
  const { orderReference, ticketId, refunded, failed, extension } = input;
  const agentNumber = agentOrderNumber(state);
  const ticket = state.tickets.find(({ facts }) => facts?.id === ticketId);
  const passenger = state.passengers.find(({ reference }) => reference === ticket?.itemReference);
  const fields = {
    [refund.orderId]: BigInt(orderReference),
    [refund.agentOrderNumber]: agentNumber,
    [refund.amount]: BigInt(refunded?.amount ?? 0),
    [refund.status]: refunded ? SHIP_WORDS.returnStatus.success : SHIP_WORDS.returnStatus.failure,
    [refund.scope]: ticketId === null ? SHIP_WORDS.returnScope.order : SHIP_WORDS.returnScope.ticket,
    [refund.code]: failed?.code ?? SHIP_WORDS.returnCode.done,
    // For the whole order "the order number" stands here (48054); the merchant's, since the name says so.
    [refund.ticketId]: ticketId ?? agentNumber,
    [refund.passengerId]: ticketId === null ? undefined : passenger?.facts?.id,
    [refund.transactionId]: refunded ? transactionIdOf(refunded, commandId) : undefined,
    [refund.mode]: refunded?.mode ? SHIP_WORDS.returnMode[refunded.mode] : undefined,
    [refund.time]: refunded?.refundedAt ? new Date(refunded.refundedAt) : undefined,
    [refund.extension]: extension,
  };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return {
    method: names.method.returnNotify,
    parameters: { [names.returnNotifyRequest.root]: Object.fromEntries(present) },
  };
}

/** What the dossier holds of it. */
export function refundEntry({ ticketId, refunded, failed }: ReportRefundInput, commandId: string): RefundReportedEntry {
  return {
    success: refunded !== null,
    ticketIds: ticketId === null ? null : [ticketId],
    amount: refunded?.amount ?? '0',
    code: failed ? String(failed.code) : null,
    transactionId: refunded ? transactionIdOf(refunded, commandId) : null,
    mode: refunded?.mode ?? null,
  };
}

function transactionIdOf({ transactionId }: NonNullable<ReportRefundInput['refunded']>, commandId: string): string {
  return transactionId ?? commandId;
}
