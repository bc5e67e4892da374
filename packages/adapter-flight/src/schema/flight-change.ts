import { changeType, detail } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { DetailTypes } from './detail-types.ts';

/** Adds `FlightChange implements Change`. */
export function addFlightChange(builder: InterlineBuilder, { changedSegment }: DetailTypes): void {
  changeType(builder, {
    channel: CHANNEL,
    name: 'FlightChange',
    description:
      'A change of tickets to other flights. Seats are held until its `deadline`, while it waits for payment.',
    fields: (t) => ({
      outChangeNumber: t.string({
        nullable: true,
        description: 'The number that the hub, or whoever applied, gave the change.',
        ...detail.text('outChangeNumber'),
      }),
      changeFee: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the change itself costs.',
        ...detail.money('changeFee'),
      }),
      upgradeFee: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the new flights cost more.',
        ...detail.money('upgradeFee'),
      }),
      itemReferences: t.stringList({
        description: 'References of the items it is for; empty for all of the order.',
        ...detail.texts('passengers'),
      }),
      segments: t.field({
        type: [changedSegment],
        description: 'The flights and what they are changed to.',
        ...detail.objects('segments'),
      }),
      refusal: t.string({ nullable: true, description: 'Why it was refused.', ...detail.text('refusal') }),
    }),
  });
}
