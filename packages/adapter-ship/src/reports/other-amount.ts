import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { ReportRefundInput } from './refund-input.ts';

/** Says so when other money went back than by the fees that Fliggy named, as the buyer was told those. */
export function otherAmount(
  { ticketId, refunded }: ReportRefundInput,
  { tickets }: ShipOrderState,
): string | undefined {
  if (refunded === null) return undefined;
  const meant = tickets.filter(({ facts }) => facts && (ticketId === null || facts.id === ticketId));
  if (meant.some(({ surcharge }) => surcharge === null)) return undefined;
  const expected = meant.reduce((sum, { facts, surcharge }) => {
    return sum + BigInt(facts?.price ?? 0) - BigInt(surcharge ?? 0);
  }, 0n);
  if (BigInt(refunded.amount) === expected) return undefined;
  return `Reported are ${refunded.amount} fen; by the fees that Fliggy asked at it would have been ${expected} fen.`;
}
