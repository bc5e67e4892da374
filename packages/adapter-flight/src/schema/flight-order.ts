import { detail, orderType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `FlightOrder implements Order`. */
export function addFlightOrder(builder: InterlineBuilder, { journey }: DetailTypes): void {
  orderType(builder, {
    channel: CHANNEL,
    name: 'FlightOrder',
    description: 'An order of domestic flights that the shop bought on Fliggy (alitrip.flight.*).',
    fields: (t) => ({
      outOrderNumber: t.string({
        nullable: true,
        description: 'The number that the hub, or whoever booked, gave the order.',
        ...detail.text('outOrderNumber'),
      }),
      tripType: t.string({
        nullable: true,
        description: '`ONE_WAY` or `RETURN`; the channel’s number where it is neither.',
        ...detail.text('tripType'),
      }),
      seller: t.string({ nullable: true, description: 'Nick of who sells the tickets.', ...detail.text('seller') }),
      tradeNumber: t.string({
        nullable: true,
        description: 'Alipay’s number of the payment.',
        ...detail.text('tradeNumber'),
      }),
      payBy: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is kept for payment; stays after payment, unlike `deadline`.',
        ...detail.text('payBy'),
      }),
      journeys: t.field({ type: [journey], description: 'Where it goes.', ...detail.objects('journeys') }),
    }),
  });
}
