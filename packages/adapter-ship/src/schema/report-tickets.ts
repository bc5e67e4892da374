import { commandMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `reportShipTickets`. */
export function addReportTickets(builder: InterlineBuilder): void {
  const { issued, failed } = addInputs(builder);
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'reportTickets',
    name: 'reportShipTickets',
    description:
      'Reports to Fliggy that all tickets of an order are issued, or that they could not be (alitrip.ship.order.notify). Issued tickets cannot be corrected: the same report again gives the first outcome, another one is refused and told what differs. A failure may be followed by another report.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      issued: t.field({ type: issued, description: 'Every ticket of the order. Give this or `failed`.' }),
      failed: t.field({ type: failed, description: 'Why there are none. Give this or `issued`.' }),
    }),
  });
}

function addInputs(builder: InterlineBuilder) {
  const passenger = addPassengerInput(builder);
  const pickUp = builder.inputType('ShipPickUpInput', {
    description: 'How tickets are picked up.',
    fields: (t) => ({
      place: t.string({ description: 'The place.' }),
      number: t.string({ description: 'The number to name there.' }),
      password: t.string({ description: 'The password. Kept as a secret.' }),
    }),
  });
  const issued = builder.inputType('ShipIssuedTicketsInput', {
    description: 'Every ticket of an order. Count and total are checked against the tickets and the order.',
    fields: (t) => ({
      ticketCount: t.int({ required: true, description: 'How many, of all passengers together.' }),
      totalPrice: t.field({ type: 'BigInt', required: true, description: 'What they cost together, in fen.' }),
      passengers: t.field({
        type: [passenger],
        required: true,
        description: 'Each passenger of the order once, with his tickets.',
      }),
      pickUp: t.field({ type: pickUp, description: 'How they are picked up.' }),
      gate: t.string({ description: 'Where to go on board.' }),
      message: t.string({ description: 'Text message for the traveller. Kept as personal.' }),
      extension: t.string({ description: 'Text of a JSON object, passed on as it is.' }),
    }),
  });
  const failed = builder.inputType('ShipIssueFailureInput', {
    description: 'Why the tickets of an order could not be issued.',
    fields: (t) => ({
      code: t.string({ required: true, description: 'By Fliggy’s list of errors.' }),
      message: t.string({ description: 'For your own record, without personal data; Fliggy takes the code alone.' }),
    }),
  });
  return { issued, failed };
}

function addPassengerInput(builder: InterlineBuilder) {
  const kind = builder.enumType('ShipTicketKind', {
    description: 'What a ticket is for, `ticket_type`.',
    values: {
      SHIP: { description: 'The ship: 1.' },
      ADMISSION: { description: 'A sight: 2.' },
      HOTEL: { description: 'A hotel: 3.' },
      OTHER: { description: 'Something else: 4.' },
    },
  });
  const subKind = builder.enumType('ShipTicketSubKind', {
    description: 'The same more closely, `ticket_sub_type`.',
    values: {
      OUTWARD: { description: 'A ship, one way: 11.' },
      RETURN: { description: 'A ship, there and back: 12.' },
      ADMISSION: { description: 'An ordinary admission: 21.' },
      HOTEL: { description: 'A hotel: 31.' },
    },
  });
  const ticket = builder.inputType('ShipTicketInput', {
    description: 'An issued ticket.',
    fields: (t) => ({
      ticketId: t.string({ required: true, description: 'Your own id of it, unique in the order.' }),
      price: t.field({ type: 'BigInt', required: true, description: 'What it costs, in fen.' }),
      kind: t.field({ type: kind, required: true, description: 'What it is for.' }),
      subKind: t.field({ type: subKind, description: 'The same more closely; of the same kind.' }),
      number: t.string({ description: 'The number on it.' }),
      electronicNumber: t.string({ description: 'The number of the electronic ticket.' }),
      password: t.string({ description: 'The password to pick it up. Kept as a secret.' }),
      seat: t.string({ description: 'The seat.' }),
      title: t.string({ description: 'What it is called.' }),
      description: t.string({ description: 'What it is.' }),
      expiresAt: t.field({ type: 'DateTime', description: 'Until when it is good, to the second.' }),
      extension: t.string({ description: 'Text of a JSON object, passed on as it is.' }),
    }),
  });
  return builder.inputType('ShipPassengerTicketsInput', {
    description: 'The tickets of one passenger.',
    fields: (t) => ({
      itemReference: t.string({ required: true, description: 'The order’s item of the passenger.' }),
      tickets: t.field({ type: [ticket], required: true, description: 'His tickets, one at least.' }),
    }),
  });
}
