import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { quoteSurcharges } from '../policies/quote-surcharges.ts';
import type { IssuedTicket } from '../policies/quote-surcharges.ts';
import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { acceptedOrder } from './known-order.ts';
import { orderNumbers } from './order-answer.ts';
import { done, misfit, refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readOrderCall } from './read-order-call.ts';

/** `return.query`: what the merchant keeps of each ticket when it is refunded, also of one that is refunded already. */
export async function queryReturn(context: Called, content: CallContent): Promise<CallOutcome> {
  const { names } = context.connection;
  const read = readOrderCall(content, names.returnQueryRequest);
  if ('misfits' in read) return misfit(read.misfits);
  const { orderId } = read.facts;
  const order = await acceptedOrder(context, read.facts);
  if ('success' in order) return order;
  const { state, agentOrderNumber } = order;
  const tickets = issuedTickets(state);
  if (tickets.length === 0) return refused('notIssued', 'no ticket of the order is issued');
  const surcharges = await quoteSurcharges(context, orderId, agentOrderNumber, tickets);
  if (!surcharges) return refused('feeUnknown', 'the merchant says the fee when it answers the refund');
  const { returnQueryAnswer, returnTicket } = names;
  return done({
    ...orderNumbers(returnQueryAnswer, orderId, state),
    [returnQueryAnswer.tickets]: tickets.map(({ facts, itemReference }) => {
      const person = state.passengers.find(({ reference }) => reference === itemReference)?.facts;
      return {
        [returnTicket.ticketId]: facts.id,
        [returnTicket.passengerId]: person?.id ?? undefined,
        [returnTicket.name]: person?.name,
        [returnTicket.documentType]: person?.documentType,
        [returnTicket.documentNumber]: person?.documentNumber,
        [returnTicket.surcharge]: surcharges.get(facts.id),
      };
    }),
  });
}

function issuedTickets({ tickets }: ShipOrderState): IssuedTicket[] {
  return tickets.flatMap((ticket) => (ticket.facts ? [{ ...ticket, facts: ticket.facts }] : []));
}
