import { policyOf } from '../config.ts';
import type { TicketState } from '../dossier/ticket-state.ts';
import { askMerchant } from './ask-merchant.ts';
import type { MerchantContext } from './ask-merchant.ts';

/** A ticket that the merchant has issued, with its facts. */
export type IssuedTicket = TicketState & { readonly facts: NonNullable<TicketState['facts']> };

/**
 * What the merchant keeps of each ticket, in fen, by ticket id: as it was in a refund that was asked for already, unless
 * that failed; as the reservation system says, or by the policy's share. Null when nobody knows it of all.
 */
export async function quoteSurcharges(
  context: MerchantContext,
  orderId: string,
  agentOrderNumber: string,
  tickets: readonly IssuedTicket[],
): Promise<ReadonlyMap<string, bigint> | null> {
  const known = namedSurcharges(tickets);
  const open = tickets.filter(({ status, surcharge }) => surcharge === null || status === 'REFUND_FAILED');
  if (open.length === 0) return known;
  const quoted = await newSurcharges(context, orderId, agentOrderNumber, open);
  if (quoted) return new Map([...known, ...quoted]);
  return known.size === tickets.length ? known : null;
}

/** As they were when a refund was asked for. */
function namedSurcharges(tickets: readonly IssuedTicket[]): ReadonlyMap<string, bigint> {
  return new Map(
    tickets.flatMap(({ facts, surcharge }) => (surcharge === null ? [] : [[facts.id, BigInt(surcharge)] as const])),
  );
}

/** By the policy's share, where it has one. */
export function shareOf(price: string, percent: number): bigint {
  return (BigInt(price) * BigInt(percent)) / 100n;
}

async function newSurcharges(
  context: MerchantContext,
  orderId: string,
  agentOrderNumber: string,
  tickets: readonly IssuedTicket[],
): Promise<ReadonlyMap<string, bigint> | null> {
  const policy = policyOf(context.connection.config, context.shop.accountId);
  if (policy.mode === 'callback') {
    const asked = tickets.map(({ facts, itemReference }) => {
      return { ticketId: facts.id, passengerId: itemReference, price: facts.price };
    });
    const data = { agentOrderNumber, tickets: asked };
    const about = asked.map(({ ticketId }) => ticketId);
    const answer = await askMerchant(context, policy, orderId, { type: 'ship.refund.quote', about, data });
    const fees = new Map(answer?.fees.map(({ ticketId, surcharge }) => [ticketId, BigInt(surcharge)]));
    if (tickets.every(({ facts }) => isFee(fees.get(facts.id), facts.price))) return fees;
  }
  const { surchargePercent: percent } = policy;
  return percent === undefined ? null : new Map(tickets.map(({ facts }) => [facts.id, shareOf(facts.price, percent)]));
}

function isFee(fee: bigint | undefined, price: string): boolean {
  return fee !== undefined && fee <= BigInt(price);
}
