import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { Called } from './called.ts';
import { refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import type { OrderCall } from './read-order-call.ts';

/** An order that was created and accepted. */
export interface KnownOrder {
  readonly state: ShipOrderState;
  readonly agentOrderNumber: string;
}

/** The order that a call is about, when it may be about it. */
export async function acceptedOrder(context: Called, call: OrderCall): Promise<KnownOrder | CallOutcome> {
  const state = await knownOrder(context, call);
  if ('success' in state) return state;
  const { decision } = state;
  if (!decision) return refused('undecided', 'the order was not accepted yet');
  if (!decision.accepted) return refused('refused', 'the order was not accepted');
  return { state, agentOrderNumber: decision.agentOrderNumber };
}

/** The order that a call is about, accepted or not. */
export async function knownOrder(
  { dossiers }: Called,
  { orderId, agentOrderNumber }: OrderCall,
): Promise<ShipOrderState | CallOutcome> {
  const state = foldDossier(await dossiers.read(orderId));
  if (!state.created) return refused('orderUnknown', 'no order was created with this id');
  const number = state.decision?.accepted ? state.decision.agentOrderNumber : null;
  if (agentOrderNumber !== null && agentOrderNumber !== number) {
    return refused('wrongNumber', "the merchant's number is not that of the order");
  }
  return state;
}
