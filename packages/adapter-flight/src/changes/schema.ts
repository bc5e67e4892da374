import { commandMutation, quoteMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';

/** Adds the mutations that request, price, pay and cancel a change of flights. */
export function addChanges(builder: InterlineBuilder): void {
  const target = builder.inputType('FlightChangeTargetInput', {
    description: 'A flight of the route, and the one to have instead.',
    fields: (t) => ({
      segment: t.string({ required: true, description: 'Id of the segment that is changed.' }),
      flightNumber: t.string({ required: true, description: 'As it is sold, for example `CZ8957`.' }),
      departure: t.field({ type: 'DateTime', required: true, description: 'When it leaves.' }),
      departureAirport: t.string({ required: true, description: 'IATA code of the airport, for example `PKX`.' }),
      arrivalAirport: t.string({ required: true, description: 'IATA code of the airport, for example `XMN`.' }),
      cabin: t.string({ description: 'Booking class, for example `Y`; the one held now when absent.' }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'requestChange',
    name: 'requestFlightChange',
    description:
      'Requests a change of flights on Fliggy (alitrip.flight.change.order.create). Where it is possible a seat is held until the change is paid; the price comes with the outcome, or is asked for later.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      itemReferences: t.stringList({ description: 'Whose tickets; of everybody who can change when absent.' }),
      segments: t.field({ type: [target], required: true, description: 'What is changed to what.' }),
    }),
  });
  quoteMutation(builder, {
    channel: CHANNEL,
    quote: 'change',
    name: 'quoteFlightChange',
    description:
      'Asks Fliggy what a requested change costs (alitrip.flight.change.order.query), while its seat is held.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      changeReference: t.string({ required: true, description: 'The channel’s id of the change.' }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'confirmChange',
    name: 'confirmFlightChange',
    description:
      'Pays a change on Fliggy at exactly the quoted price (alitrip.flight.change.order.pay). A price that has moved is answered with the new quote.',
    input: (t) => ({ quote: t.id({ required: true, description: 'The `ChangeQuote`.' }) }),
    ids: { quote: 'quote' },
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'cancelChange',
    name: 'cancelFlightChange',
    description:
      'Gives up a change on Fliggy that waits for payment, and its seat (alitrip.flight.change.order.cancel).',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      changeReference: t.string({ required: true, description: 'The channel’s id of the change.' }),
    }),
  });
}
