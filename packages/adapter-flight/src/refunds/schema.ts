import { commandMutation, quoteMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds the mutations that price a refund and apply for it. */
export function addRefunds(builder: InterlineBuilder): void {
  const reason = builder.enumType('FlightRefundReason', {
    description: 'Why tickets are given back.',
    values: {
      VOLUNTARY: { description: 'The passenger does not want to fly.' },
      SCHEDULE_CHANGE: {
        description:
          'The airline moved or cancelled the flight. Needs attachments where the channel has not told of that itself.',
      },
      ILLNESS: { description: 'The passenger is ill. Needs attachments.' },
      DENIED_BOARDING: { description: 'The airline did not let the passenger board. Needs attachments.' },
      EPIDEMIC: { description: 'Only where the airline has published an epidemic policy.' },
    },
  });
  quoteMutation(builder, {
    channel: CHANNEL,
    quote: 'refund',
    name: 'quoteFlightRefund',
    description:
      'Asks Fliggy what a refund of tickets would cost (alitrip.flight.refund.render). Nothing is applied for.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      itemReferences: t.stringList({ description: 'Whose tickets; of everybody who still has some when absent.' }),
      segments: t.stringList({ description: 'Ids of the flights; all that are not refunded yet when absent.' }),
      reason: t.field({ type: reason, required: true, description: 'Why; the fee depends on it.' }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'confirmRefund',
    name: 'confirmFlightRefund',
    description:
      'Applies for a refund on Fliggy at exactly the quoted fee (alitrip.flight.refund.create). A fee that has moved is answered with the new quote.',
    input: (t) => ({
      quote: t.id({ required: true, description: 'The `RefundQuote`.' }),
      note: t.string({
        description: 'For the staff who review it; at most 200 characters. Kept sealed: it shows in `Order.raw` alone.',
      }),
      attachments: t.idList({ description: 'What `prepareAttachment` gave, uploaded; at most 10.' }),
    }),
    ids: { quote: 'quote', attachments: 'attachment' },
  });
}
