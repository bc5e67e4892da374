import { createHash } from 'node:crypto';

import type { MerchantPolicy } from '../config.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { isAbout } from '../dossier/fold-returns.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnConfirmedEntry, ReturnRefusedEntry } from '../entries.ts';
import { shareOf } from '../policies/quote-surcharges.ts';
import { canonicalText } from './canonical-text.ts';
import type { ReturnCall } from './read-order-call.ts';

/** Why a refund is refused. */
export interface ReturnRefusal {
  readonly code: 'ticketUnknown' | 'alreadyRefunding' | 'feeChanged';
  readonly text: string;
}

/** A ticket that is none of the order's, or not of whom it is said to be. */
export function strangersTicket({ tickets, passengers }: ShipOrderState, call: ReturnCall): ReturnRefusal | null {
  for (const [index, { ticketId, passengerId, documentNumber }] of call.tickets.entries()) {
    const ticket = tickets.find(({ facts }) => facts?.id === ticketId);
    if (!ticket) return { code: 'ticketUnknown', text: `ticket ${index + 1} is none of the order's` };
    const person = passengers.find(({ reference }) => reference === ticket.itemReference)?.facts;
    const isOther =
      (passengerId !== null && passengerId !== (person?.id ?? ticket.itemReference)) ||
      (documentNumber !== null && person && documentNumber !== person.documentNumber);
    if (isOther) return { code: 'ticketUnknown', text: `ticket ${index + 1} is not of the passenger that is named` };
  }
  return null;
}

/** Why the tickets cannot be refunded as they stand, or not at this fee. */
export function orderRefusal(
  { tickets, intents }: ShipOrderState,
  call: ReturnCall,
  policy: MerchantPolicy,
): ReturnRefusal | null {
  for (const [index, { ticketId, surcharge }] of call.tickets.entries()) {
    const ticket = tickets.find(({ facts }) => facts?.id === ticketId);
    const isReported = intents.some((intent) => isAbout(intent, ticketId));
    if (ticket?.status === 'REFUNDING' || ticket?.status === 'REFUNDED' || isReported) {
      return { code: 'alreadyRefunding', text: `ticket ${index + 1} is in another refund` };
    }
    const price = ticket?.facts?.price ?? '0';
    if (surcharge === null) continue;
    if (BigInt(surcharge) > BigInt(price)) {
      return { code: 'feeChanged', text: `the fee of ticket ${index + 1} is higher than its price` };
    }
    if (isAcceptedAtOnce(policy) && BigInt(surcharge) !== shareOf(price, policy.surchargePercent)) {
      return { code: 'feeChanged', text: `the fee of ticket ${index + 1} is not what was answered` };
    }
  }
  return null;
}

/** A policy that accepts by itself, and its own fee alone. */
export function isAcceptedAtOnce(
  policy: MerchantPolicy,
): policy is MerchantPolicy & { readonly surchargePercent: number } {
  return policy.mode === 'automatic' && policy.surchargePercent !== undefined;
}

/** That it was asked for and refused, once for the same content and reason. */
export function refusedReturn(
  { tickets, anomalies }: ReturnConfirmedEntry,
  { code, text }: ReturnRefusal,
  said: string,
) {
  const asked = tickets.map(({ ticketId, surcharge }) => [ticketId, surcharge]).toSorted();
  const digest = createHash('sha256')
    .update(canonicalText([code, asked]))
    .digest('hex')
    .slice(0, 32);
  const content: ReturnRefusedEntry = { tickets, code: said, message: text, anomalies };
  return { kind: ENTRY.returnRefused, key: ENTRY_KEY.returnRefused + digest, content: contentOf(content) };
}
