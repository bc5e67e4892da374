import { detail, itemType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `FlightItem implements Item`. */
export function addFlightItem(builder: InterlineBuilder, { cabin }: DetailTypes): void {
  itemType(builder, {
    channel: CHANNEL,
    name: 'FlightItem',
    description: 'What one passenger of a flight order bought. Its `kind` is `FLIGHT`.',
    fields: (t) => ({
      passengerType: t.string({
        nullable: true,
        description: '`ADULT`, `CHILD` or `INFANT`; the channel’s number where it is none of them.',
        ...detail.text('passengerType'),
      }),
      fare: t.field({ type: 'Money', nullable: true, description: 'The ticket alone.', ...detail.money('fare') }),
      airportFee: t.field({
        type: 'Money',
        nullable: true,
        description: 'For the use of the airport.',
        ...detail.money('airportFee'),
      }),
      fuelFee: t.field({ type: 'Money', nullable: true, description: 'For fuel.', ...detail.money('fuelFee') }),
      taxes: t.field({
        type: 'Money',
        nullable: true,
        description: 'As the channel sends it: not always the sum of the two fees.',
        ...detail.money('taxes'),
      }),
      cabins: t.field({ type: [cabin], description: 'The class on each segment.', ...detail.objects('cabins') }),
    }),
  });
}
