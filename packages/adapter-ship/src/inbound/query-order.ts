import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { knownOrder } from './known-order.ts';
import { orderAnswer } from './order-answer.ts';
import { done, misfit } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readOrderCall } from './read-order-call.ts';

/** `order.query`: where an order, its tickets and their refunds stand. */
export async function queryOrder(context: Called, content: CallContent): Promise<CallOutcome> {
  const { names } = context.connection;
  const read = readOrderCall(content, names.queryRequest);
  if ('misfits' in read) return misfit(read.misfits);
  const state = await knownOrder(context, read.facts);
  return 'success' in state ? state : done(orderAnswer(read.facts.orderId, state, names));
}
