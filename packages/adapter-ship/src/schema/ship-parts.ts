import { detail, itemType, refundType, ticketType, travellerType } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds `ShipItem`, `ShipTraveller`, `ShipTicket` and `ShipRefund`. */
export function addShipParts(builder: InterlineBuilder): void {
  itemType(builder, {
    channel: CHANNEL,
    name: 'ShipItem',
    description: 'What one passenger of a ship order bought. Its `kind` is `SHIP`.',
    fields: (t) => ({
      passengerId: t.string({
        nullable: true,
        description: 'The channel’s id of the passenger.',
        ...detail.text('passengerId'),
      }),
      passengerType: t.string({
        nullable: true,
        description:
          '`ADULT`, `CHILD` or `UNSPECIFIED`; the channel’s code where it is none of them, `UNKNOWN` where that is no short code.',
        ...detail.text('passengerType'),
      }),
    }),
  });
  travellerType(builder, {
    channel: CHANNEL,
    name: 'ShipTraveller',
    description:
      'A passenger or the contact of a ship order. `attributes` holds the passwords for picking tickets up, `message` of the contact the text message about it.',
  });
  addShipTicket(builder);
  addShipRefund(builder);
}

function addShipTicket(builder: InterlineBuilder): void {
  ticketType(builder, {
    channel: CHANNEL,
    name: 'ShipTicket',
    description:
      'A ticket of a passenger. Its `kind` is `SHIP`, `ADMISSION`, `HOTEL` or `OTHER`. Its `reference` is the item’s and its place there, the same before and after it is issued.',
    fields: (t) => ({
      ticketId: t.string({
        nullable: true,
        description: 'The merchant’s id of it, by which it is refunded; null until it is issued.',
        ...detail.text('ticketId'),
      }),
      subKind: t.string({
        nullable: true,
        description: '`OUTWARD`, `RETURN`, `ADMISSION` or `HOTEL`; the channel’s number where it is none of them.',
        ...detail.text('subKind'),
      }),
      electronicNumber: t.string({
        nullable: true,
        description: 'The number of the electronic ticket.',
        ...detail.text('electronicNumber'),
      }),
      seat: t.string({ nullable: true, description: 'The seat.', ...detail.text('seat') }),
      title: t.string({ nullable: true, description: 'What it is called.', ...detail.text('title') }),
      description: t.string({ nullable: true, description: 'What it is.', ...detail.text('description') }),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Until when it is good.',
        ...detail.text('expiresAt'),
      }),
      surcharge: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the merchant keeps when it is refunded, as Fliggy last named it.',
        ...detail.money('surcharge'),
      }),
    }),
  });
}

function addShipRefund(builder: InterlineBuilder): void {
  const answer = builder.enumType('ShipRefundAnswer', {
    description: 'What Fliggy was answered when it asked for a refund.',
    values: {
      ACCEPTED: { description: 'The refund is done.' },
      REFUSED: { description: 'The merchant refused it, or the hub, for a reason of the order.' },
      PROCESSING: { description: 'Nobody had decided in time; what becomes of it is reported.' },
    },
  });
  refundType(builder, {
    channel: CHANNEL,
    name: 'ShipRefund',
    description:
      'A refund of tickets that Fliggy asked for. Its `amount` is what went back as reported; before that, the prices without the surcharges.',
    fields: (t) => ({
      ticketIds: t.stringList({
        description: 'The merchant’s ids of its tickets.',
        ...detail.texts('ticketIds'),
      }),
      answer: t.field({
        type: answer,
        nullable: true,
        description: 'What Fliggy was answered; null while it waits for a decision.',
        ...detail.text('answer'),
      }),
      decideBy: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Until when Fliggy waits for `decideShipRefund`; null when it does not.',
        ...detail.text('decideBy'),
      }),
      surcharge: t.field({
        type: 'Money',
        nullable: true,
        description: 'What the merchant keeps of its tickets together.',
        ...detail.money('surcharge'),
      }),
      code: t.string({ nullable: true, description: 'Why it was refused or failed.', ...detail.text('code') }),
      message: t.string({ nullable: true, description: 'The same for people.', ...detail.text('message') }),
      transactionId: t.string({
        nullable: true,
        description: 'The merchant’s number of the money movement.',
        ...detail.text('transactionId'),
      }),
      mode: t.string({ nullable: true, description: '`ONLINE` or `OFFLINE`.', ...detail.text('mode') }),
    }),
  });
}
