import { detail, ticketType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `FlightTicket implements Ticket`. */
export function addFlightTicket(builder: InterlineBuilder): void {
  ticketType(builder, {
    channel: CHANNEL,
    name: 'FlightTicket',
    description: 'An electronic ticket of a passenger. Its `kind` is `FLIGHT`.',
    fields: (t) => ({
      segment: t.string({
        nullable: true,
        description: 'Id of the segment it is for; null for the whole route.',
        ...detail.text('segment'),
      }),
    }),
  });
}
