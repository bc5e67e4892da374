import { commandMutation, detail, travellerType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from './channel.ts';
import { addDetailTypes } from './schema/detail-types.ts';
import { addVacationItem } from './schema/vacation-item.ts';
import { addVacationOrder } from './schema/vacation-order.ts';

/** Adds `VacationOrder`, `VacationItem` and `VacationTraveller`, and the mutations that act on items. */
export function extendSchema(builder: InterlineBuilder): void {
  const types = addDetailTypes(builder);
  addVacationOrder(builder, types);
  addVacationItem(builder, types);
  travellerType(builder, {
    channel: CHANNEL,
    name: 'VacationTraveller',
    description: 'A buyer, contact or traveller of a Fliggy vacation order.',
    fields: (t) => ({
      sex: t.string({
        nullable: true,
        description: '`MALE` or `FEMALE`; the channel’s number where it is neither.',
        ...detail.text('sex'),
      }),
      nationality: t.string({
        nullable: true,
        description: 'As the traveller wrote it.',
        ...detail.text('nationality'),
      }),
      documentValidUntil: t.string({
        nullable: true,
        description: 'Last day of the document, as the traveller wrote it.',
        ...detail.text('documentValidUntil'),
      }),
      documentCountry: t.string({
        nullable: true,
        description: 'Who issued the document.',
        ...detail.text('documentCountry'),
      }),
      documentPlace: t.string({ nullable: true, description: 'Where it was issued.', ...detail.text('documentPlace') }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'deliver',
    name: 'deliverVacationItem',
    description:
      'Delivers an item on Fliggy, or confirms its resources where the order waits for a second-time confirmation (alitrip.travel.trade.deliver).',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      itemReference: t.string({ required: true, description: 'The channel’s id of the item.' }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'close',
    name: 'closeVacationItem',
    description:
      'Closes a paid item on Fliggy, whose money goes back to the buyer; refuses the resources where the order waits for a second-time confirmation (alitrip.travel.trade.close).',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      itemReference: t.string({ required: true, description: 'The channel’s id of the item.' }),
      reason: t.string({ required: true, description: 'Why, for the buyer; 1 to 200 characters.' }),
      description: t.string({ description: 'More about it; at most 500 characters.' }),
    }),
  });
}
