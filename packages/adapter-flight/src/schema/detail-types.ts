import { detail } from '@interline/schema';
import type { InterlineBuilder, Planned } from '@interline/schema';

/** Refs of the types that the facts in a row's `detail` are made of. */
export type DetailTypes = ReturnType<typeof addDetailTypes>;

/** Adds them. */
export function addDetailTypes(builder: InterlineBuilder) {
  return {
    journey: addJourney(builder),
    cabin: addCabin(builder),
    refundPayment: addRefundPayment(builder),
    changedSegment: addChangedSegment(builder),
  };
}

function addJourney(builder: InterlineBuilder) {
  const segment = addSegment(builder);
  return builder.objectRef<Planned>('FlightJourney').implement({
    description: 'One direction of a flight order.',
    fields: (t) => ({
      segments: t.field({ type: [segment], description: 'Its flights, in order.', ...detail.objects('segments') }),
    }),
  });
}

function addSegment(builder: InterlineBuilder) {
  const scheduleChange = addScheduleChange(builder);
  return builder.objectRef<Planned>('FlightSegment').implement({
    description: 'A flight of a flight order, as the channel shows it.',
    fields: (t) => ({
      id: t.string({
        description:
          'The channel’s id of the segment, for example `CZ8957PKXXMN0310`; its place from 1 where it has none.',
        ...detail.text('id'),
      }),
      flightNumber: t.string({
        nullable: true,
        description: 'The number it is sold under, for example `CZ8957`.',
        ...detail.text('flightNumber'),
      }),
      airline: t.string({
        nullable: true,
        description: 'Code of the airline that sells it.',
        ...detail.text('airline'),
      }),
      operatingFlightNumber: t.string({
        nullable: true,
        description: 'The number of the airline that flies it.',
        ...detail.text('operatingFlightNumber'),
      }),
      operatingAirline: t.string({
        nullable: true,
        description: 'Code of the airline that flies it.',
        ...detail.text('operatingAirline'),
      }),
      codeShare: t.boolean({
        nullable: true,
        description: 'Whether another airline flies it than sells it.',
        ...detail.boolean('codeShare'),
      }),
      departureAirport: t.string({
        nullable: true,
        description: 'IATA code, for example `PKX`.',
        ...detail.text('departureAirport'),
      }),
      departureTerminal: t.string({
        nullable: true,
        description: 'For example `T2`.',
        ...detail.text('departureTerminal'),
      }),
      departure: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it leaves by the ticket; see `scheduleChange`.',
        ...detail.text('departure'),
      }),
      arrivalAirport: t.string({
        nullable: true,
        description: 'IATA code, for example `XMN`.',
        ...detail.text('arrivalAirport'),
      }),
      arrivalTerminal: t.string({
        nullable: true,
        description: 'For example `T3`.',
        ...detail.text('arrivalTerminal'),
      }),
      arrival: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it arrives by the ticket; see `scheduleChange`.',
        ...detail.text('arrival'),
      }),
      equipment: t.string({ nullable: true, description: 'Code of the aircraft.', ...detail.text('equipment') }),
      cabinClassNames: t.stringList({
        description: 'The classes that the passengers booked, in the channel’s words.',
        ...detail.texts('cabinClassNames'),
      }),
      scheduleChange: t.field({
        type: scheduleChange,
        nullable: true,
        description: 'The latest change of its times, or its cancellation.',
        ...detail.object('scheduleChange'),
      }),
    }),
  });
}

function addScheduleChange(builder: InterlineBuilder) {
  const kind = builder.enumType('FlightScheduleChangeKind', {
    description: 'What the airline did to a flight.',
    values: {
      CHANGED: { description: 'It flies at another time, from or to another place, or under another number.' },
      CANCELLED: { description: 'It does not fly.' },
      UNKNOWN: { description: 'The channel sent a number that Interline does not know.' },
    },
  });
  return builder.objectRef<Planned>('FlightScheduleChange').implement({
    description: 'What became of a flight after it was booked.',
    fields: (t) => ({
      kind: t.field({ type: kind, description: 'What was done.', ...detail.text('kind') }),
      flightNumber: t.string({ nullable: true, description: 'The new number.', ...detail.text('flightNumber') }),
      departure: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it leaves now.',
        ...detail.text('departure'),
      }),
      arrival: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it arrives now.',
        ...detail.text('arrival'),
      }),
      departureAirport: t.string({
        nullable: true,
        description: 'Where it leaves from now.',
        ...detail.text('departureAirport'),
      }),
      arrivalAirport: t.string({
        nullable: true,
        description: 'Where it arrives now.',
        ...detail.text('arrivalAirport'),
      }),
      changedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was changed.',
        ...detail.text('changedAt'),
      }),
      reason: t.string({ nullable: true, description: 'Why, in the channel’s words.', ...detail.text('reason') }),
    }),
  });
}

function addCabin(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('FlightCabin').implement({
    description: 'The class that a passenger booked on a segment.',
    fields: (t) => ({
      segment: t.string({ nullable: true, description: 'Id of the segment.', ...detail.text('segment') }),
      cabin: t.string({ nullable: true, description: 'Booking class, for example `T`.', ...detail.text('cabin') }),
      cabinClass: t.string({
        nullable: true,
        description: 'Class of service, for example `Y`.',
        ...detail.text('cabinClass'),
      }),
      cabinClassName: t.string({
        nullable: true,
        description: 'Its name, in the channel’s words.',
        ...detail.text('cabinClassName'),
      }),
    }),
  });
}

function addRefundPayment(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('FlightRefundPayment').implement({
    description: 'Money that came back for a refund.',
    fields: (t) => ({
      tradeNumber: t.string({
        nullable: true,
        description: 'The channel’s number of the payment.',
        ...detail.text('tradeNumber'),
      }),
      amount: t.field({ type: 'Money', nullable: true, description: 'How much.', ...detail.money('amount') }),
      at: t.field({ type: 'DateTime', nullable: true, description: 'When.', ...detail.text('at') }),
      supplementary: t.boolean({
        description: 'Whether it came after the refund had been done.',
        ...detail.boolean('supplementary'),
      }),
    }),
  });
}

function addChangedSegment(builder: InterlineBuilder) {
  return builder.objectRef<Planned>('FlightChangeSegment').implement({
    description: 'A flight and what it is changed to.',
    fields: (t) => ({
      segment: t.string({
        nullable: true,
        description: 'Id of the segment that is changed.',
        ...detail.text('segment'),
      }),
      flightNumber: t.string({ nullable: true, description: 'The new flight.', ...detail.text('flightNumber') }),
      departureAirport: t.string({
        nullable: true,
        description: 'Where the new flight leaves from.',
        ...detail.text('departureAirport'),
      }),
      arrivalAirport: t.string({
        nullable: true,
        description: 'Where the new flight arrives.',
        ...detail.text('arrivalAirport'),
      }),
      departure: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the new flight leaves.',
        ...detail.text('departure'),
      }),
      cabin: t.string({ nullable: true, description: 'The new booking class.', ...detail.text('cabin') }),
    }),
  });
}
