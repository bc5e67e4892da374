import { commandMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `reportShipRefund`. */
export function addReportRefund(builder: InterlineBuilder): void {
  const mode = builder.enumType('ShipRefundMode', {
    description: 'How money goes back, `agent_return_mode`.',
    values: {
      ONLINE: { description: 'Through the channel.' },
      OFFLINE: { description: 'By other ways.' },
    },
  });
  const refunded = builder.inputType('ShipRefundedInput', {
    description: 'What goes back.',
    fields: (t) => ({
      amount: t.field({ type: 'BigInt', required: true, description: 'What the buyer gets back, in fen.' }),
      transactionId: t.string({ description: 'Your own number of the money movement; the hub gives one when absent.' }),
      mode: t.field({ type: mode, description: 'How it goes back.' }),
      refundedAt: t.field({ type: 'DateTime', description: 'When, to the second.' }),
    }),
  });
  const failed = builder.inputType('ShipRefundFailureInput', {
    description: 'Why a refund failed.',
    fields: (t) => ({ code: t.int({ required: true, description: 'By Fliggy’s list of errors.' }) }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'reportRefund',
    name: 'reportShipRefund',
    description:
      'Reports to Fliggy what became of a refund that it asked for, of one ticket or of the whole order (alitrip.ship.return.notify). Fliggy then pays the buyer back; a ticket’s money goes back once.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      ticketId: t.string({ description: 'The `ticketId` of the ticket; the whole order when absent.' }),
      refunded: t.field({ type: refunded, description: 'That it is done. Give this or `failed`.' }),
      failed: t.field({ type: failed, description: 'That it failed. Give this or `refunded`.' }),
      extension: t.string({ description: 'Text of a JSON object, passed on as it is.' }),
    }),
  });
}
