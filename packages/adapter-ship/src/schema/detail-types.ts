import { detail } from '@interline/schema';
import type { InterlineBuilder, Planned } from '@interline/schema';

/** Refs of the types that the facts in an order's `detail` are made of. */
export type DetailTypes = ReturnType<typeof addDetailTypes>;

/** Adds them. */
export function addDetailTypes(builder: InterlineBuilder) {
  return {
    sailing: addSailing(builder),
    port: addPort(builder),
    decision: addDecision(builder),
    pickUp: addPickUp(builder),
    reportFailure: addReportFailure(builder),
  };
}

function addSailing(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('ShipSailing').implement({
    description: 'What sails, and when.',
    fields: (t) => ({
      scheduleId: t.string({ nullable: true, description: 'The id of the sailing.', ...detail.text('scheduleId') }),
      goodsId: t.string({ description: 'The id of the product.', ...detail.text('goodsId') }),
      departure: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it leaves; null when the channel sent no time that exists.',
        ...detail.text('departure'),
      }),
      date: t.string({ description: 'The day of departure as sent, local.', ...detail.text('date') }),
      time: t.string({ description: 'The time of departure as sent, local.', ...detail.text('time') }),
    }),
  });
}

function addPort(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('ShipPort').implement({
    description: 'Where a ship sails from or to.',
    fields: (t) => ({
      cityCode: t.string({ nullable: true, description: 'Code of the city.', ...detail.text('cityCode') }),
      cityName: t.string({ nullable: true, description: 'Name of the city.', ...detail.text('cityName') }),
      portCode: t.string({ nullable: true, description: 'Code of the port.', ...detail.text('portCode') }),
      portName: t.string({ nullable: true, description: 'Name of the port.', ...detail.text('portName') }),
    }),
  });
}

function addDecision(builder: InterlineBuilder) {
  const decider = builder.enumType('ShipDecider', {
    description: 'Who decided an order.',
    values: {
      AUTOMATIC: { description: 'The shop’s policy, at once.', value: 'automatic' },
      CALLBACK: { description: 'The merchant’s reservation system.', value: 'callback' },
      PERSON: { description: 'A person or program, by `decideShipOrder`.', value: 'person' },
      TIME: { description: 'Nobody in time, so the shop’s policy did.', value: 'time' },
    },
  });
  return builder.objectRef<Planned>('ShipDecision').implement({
    description: 'What the merchant said when Fliggy placed the order.',
    fields: (t) => ({
      accepted: t.boolean({ description: 'Whether the order was accepted.', ...detail.boolean('accepted') }),
      by: t.field({ type: decider, description: 'Who decided.', ...detail.text('by') }),
      code: t.string({ nullable: true, description: 'Why it was refused.', ...detail.text('code') }),
      message: t.string({ nullable: true, description: 'The same for people.', ...detail.text('message') }),
    }),
  });
}

function addPickUp(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('ShipPickUp').implement({
    description:
      'Where tickets are picked up. The passwords for it are personal: those of tickets are in `attributes` of the travellers, that of the order in `attributes` of the contact.',
    fields: (t) => ({
      place: t.string({ nullable: true, description: 'The place.', ...detail.text('place') }),
      number: t.string({ nullable: true, description: 'The number to name there.', ...detail.text('number') }),
    }),
  });
}

function addReportFailure(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('ShipReportFailure').implement({
    description: 'That the tickets could not be issued, as the merchant last said.',
    fields: (t) => ({
      code: t.string({ description: 'The code that Fliggy was told.', ...detail.text('code') }),
      message: t.string({ nullable: true, description: 'The same for people.', ...detail.text('message') }),
      at: t.field({ type: 'DateTime', description: 'When it was said.', ...detail.text('at') }),
    }),
  });
}
