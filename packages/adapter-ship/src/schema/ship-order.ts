import { detail, orderType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `ShipOrder implements Order`. */
export function addShipOrder(builder: InterlineBuilder, types: DetailTypes): void {
  const { sailing, port, decision, pickUp, reportFailure } = types;
  const issuedVia = builder.enumType('ShipTicketsTold', {
    description: 'How Fliggy was told of the tickets.',
    values: {
      ANSWER: { description: 'In the answer to `order.confirm`.', value: 'answer' },
      REPORT: { description: 'By a report: `reportShipTickets`, or the hub’s own.', value: 'report' },
    },
  });
  orderType(builder, {
    channel: CHANNEL,
    name: 'ShipOrder',
    description:
      'An order of ship tickets that Fliggy placed with the shop (qimen.alitrip.ship.*). Its `deadline` is until when Fliggy waits for `decideShipOrder`. Once its tickets are issued, every one of them is.',
    fields: (t) => ({
      agentOrderNumber: t.string({
        nullable: true,
        description: 'The merchant’s own number of the order; null until it is accepted.',
        ...detail.text('agentOrderNumber'),
      }),
      sailing: t.field({ type: sailing, nullable: true, description: 'What sails.', ...detail.object('sailing') }),
      from: t.field({ type: port, nullable: true, description: 'Where it leaves.', ...detail.object('from') }),
      to: t.field({ type: port, nullable: true, description: 'Where it arrives.', ...detail.object('to') }),
      seatGrade: t.string({ nullable: true, description: 'The class of seats.', ...detail.text('seatGrade') }),
      ticketCount: t.int({ nullable: true, description: 'How many tickets.', ...detail.int('ticketCount') }),
      tradeNumber: t.string({
        nullable: true,
        description: 'Alipay’s number of the payment.',
        ...detail.text('tradeNumber'),
      }),
      decision: t.field({
        type: decision,
        nullable: true,
        description: 'What the merchant said to the order; null while nobody has decided.',
        ...detail.object('decision'),
      }),
      confirmedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When Fliggy asked for the tickets.',
        ...detail.text('confirmedAt'),
      }),
      issuedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When Fliggy had been told of the tickets.',
        ...detail.text('issuedAt'),
      }),
      issuedVia: t.field({
        type: issuedVia,
        nullable: true,
        description: 'How it was told.',
        ...detail.text('issuedVia'),
      }),
      pickUp: t.field({ type: pickUp, nullable: true, description: 'Picking up tickets.', ...detail.object('pickUp') }),
      gate: t.string({ nullable: true, description: 'Where to go on board.', ...detail.text('gate') }),
      shipNumber: t.string({ nullable: true, description: 'The number of the ship.', ...detail.text('shipNumber') }),
      reportFailure: t.field({
        type: reportFailure,
        nullable: true,
        description: 'That the tickets could not be issued; null once they are after all.',
        ...detail.object('reportFailure'),
      }),
      refundedAmount: t.field({
        type: 'Money',
        nullable: true,
        description: 'What has gone back so far; null when nothing has.',
        ...detail.money('refundedAmount'),
      }),
    }),
  });
}
