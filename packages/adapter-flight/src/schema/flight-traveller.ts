import { detail, travellerType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `FlightTraveller implements Traveller`. */
export function addFlightTraveller(builder: InterlineBuilder): void {
  travellerType(builder, {
    channel: CHANNEL,
    name: 'FlightTraveller',
    description: 'A passenger or the contact of a flight order.',
    fields: (t) => ({
      sex: t.string({
        nullable: true,
        description: '`MALE` or `FEMALE`; the channel’s number where it is neither.',
        ...detail.text('sex'),
      }),
      nationality: t.string({ nullable: true, description: 'As booked.', ...detail.text('nationality') }),
      documentValidUntil: t.string({
        nullable: true,
        description: 'Last day of the document, as booked.',
        ...detail.text('documentValidUntil'),
      }),
    }),
  });
}
