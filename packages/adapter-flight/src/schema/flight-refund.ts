import { detail, refundType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `FlightRefund implements Refund`. */
export function addFlightRefund(builder: InterlineBuilder, { refundPayment }: DetailTypes): void {
  refundType(builder, {
    channel: CHANNEL,
    name: 'FlightRefund',
    description:
      'A refund of tickets. Its `amount` is what came back so far, in all payments; before the first, what is to come back.',
    fields: (t) => ({
      outRefundNumber: t.string({
        nullable: true,
        description: 'The number that the hub, or whoever applied, gave the refund.',
        ...detail.text('outRefundNumber'),
      }),
      reason: t.string({
        nullable: true,
        description:
          'Why it was applied for, one of FlightRefundReason; the channel’s number where it is none of them.',
        ...detail.text('applyType'),
      }),
      fee: t.field({ type: 'Money', nullable: true, description: 'What the refund costs.', ...detail.money('fee') }),
      itemReferences: t.stringList({
        description: 'References of the items it is for; empty for all of the order.',
        ...detail.texts('passengers'),
      }),
      segments: t.stringList({
        description: 'Ids of the segments it is for; empty for all of the route.',
        ...detail.texts('segments'),
      }),
      refusal: t.string({ nullable: true, description: 'Why it was refused.', ...detail.text('refusal') }),
      payments: t.field({
        type: [refundPayment],
        description: 'What came back, in order; a supplementary refund is a further payment.',
        ...detail.objects('payments'),
      }),
    }),
  });
}
