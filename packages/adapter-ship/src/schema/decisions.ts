import { commandMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `decideShipOrder` and `decideShipRefund`. */
export function addDecisions(builder: InterlineBuilder): void {
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'decide',
    name: 'decideShipOrder',
    description:
      'Accepts or refuses an order while Fliggy waits for the answer to `order.create`. The first decision stands.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      accept: t.boolean({ required: true, description: 'Whether the seats are held.' }),
      agentOrderNumber: t.string({ description: 'Your own number of the order; needed to accept it.' }),
      code: t.string({ description: 'Why not, by Fliggy’s list of errors; needed to refuse it.' }),
      message: t.string({ description: 'The same for people, without personal data; at most 200 characters.' }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'decideRefund',
    name: 'decideShipRefund',
    description:
      'Accepts or refuses a refund while Fliggy waits for the answer to `return.confirm`. The first decision stands; later, report the refund.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      refundReference: t.string({ required: true, description: 'The `reference` of the refund.' }),
      accept: t.boolean({ required: true, description: 'Whether the tickets are refunded.' }),
      code: t.string({ description: 'Why not, by Fliggy’s list of errors; needed to refuse it.' }),
      message: t.string({ description: 'The same for people, without personal data; at most 200 characters.' }),
    }),
  });
}
