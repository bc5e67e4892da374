import { commandMutation } from '@interline/schema';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from '../channel.ts';
import type { SearchTypes } from '../search/schema.ts';

/** Adds `bookFlight`, `payFlightOrder` and `closeFlightOrder`. */
export function addBooking(builder: InterlineBuilder, types: SearchTypes): void {
  const inputs = addInputs(builder, types);
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'book',
    name: 'bookFlight',
    description:
      'Books an offer of `searchFlights` on Fliggy (alitrip.flight.service.airbook). The order is to be paid in time; nothing is paid by booking.',
    input: (t) => ({
      offer: t.string({ required: true, description: 'The `key` of the offer.' }),
      passengers: t.field({
        type: [inputs.passenger],
        required: true,
        description: 'Who flies: the party that the offer was searched for.',
      }),
      contact: t.field({ type: inputs.contact, required: true, description: 'Whom to reach about the order.' }),
      expectedTotal: t.field({
        type: 'BigInt',
        description: 'What the order is expected to cost, in fen; an offer of another total is refused.',
      }),
      allowMemberRegistration: t.boolean({
        description: 'Lets the channel look up or register memberships; must be true for a price for members.',
      }),
      memberBuyer: t.field({
        type: inputs.memberBuyer,
        description: 'The purchaser as a member; needed in full when the price is for a purchaser who is one.',
      }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'pay',
    name: 'payFlightOrder',
    description:
      'Pays an order on Fliggy with the money of the purchase account (alitrip.flight.service.pay). An order of another total is not paid.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      expectedTotal: t.field({
        type: 'BigInt',
        required: true,
        description: 'What the order is expected to cost, in fen.',
      }),
    }),
  });
  commandMutation(builder, {
    channel: CHANNEL,
    command: 'close',
    name: 'closeFlightOrder',
    description: 'Closes an unpaid order on Fliggy (alitrip.flight.service.close). A paid one is refunded instead.',
    input: (t) => ({
      orderReference: t.string({ required: true, description: 'The channel’s order id.' }),
      reason: t.string({ description: 'Why; at most 200 characters.' }),
    }),
  });
}

function addInputs(builder: InterlineBuilder, { passengerType }: SearchTypes) {
  const documentType = addDocumentType(builder);
  const sex = builder.enumType('FlightPassengerSex', {
    description: 'As the document has it.',
    values: { MALE: { description: 'Male.' }, FEMALE: { description: 'Female.' } },
  });
  const passenger = builder.inputType('FlightPassengerInput', {
    description: 'Somebody who flies.',
    fields: (t) => ({
      name: t.string({ required: true, description: 'As in the document.' }),
      type: t.field({ type: passengerType, required: true, description: 'By his age on the day of the flight.' }),
      documentType: t.field({ type: documentType, required: true, description: 'Which document he travels with.' }),
      documentNumber: t.string({ required: true, description: 'Its number.' }),
      documentValidUntil: t.string({ description: 'Its last day, `yyyy-MM-dd`.' }),
      birthday: t.string({ description: '`yyyy-MM-dd`; needed for children and infants.' }),
      sex: t.field({ type: sex, description: 'As the document has it.' }),
      nationality: t.string({ description: 'Country by ISO 3166, for example `CN`.' }),
      countryCode: t.string({ description: 'Of the mobile number, for example `86`, which it is when absent.' }),
      mobile: t.string({ description: 'Without the country code.' }),
    }),
  });
  const contact = builder.inputType('FlightContactInput', {
    description: 'Whom to reach about an order.',
    fields: (t) => ({
      name: t.string({ required: true, description: 'Name.' }),
      countryCode: t.string({ description: 'Of the mobile number, for example `86`, which it is when absent.' }),
      mobile: t.string({ required: true, description: 'Without the country code.' }),
      phone: t.string({ description: 'Another number.' }),
      email: t.string({ description: 'E-mail address.' }),
      documentType: t.field({ type: documentType, description: 'Kind of a document.' }),
      documentNumber: t.string({ description: 'Its number.' }),
    }),
  });
  const memberBuyer = builder.inputType('FlightMemberBuyerInput', {
    description: 'The purchaser, as a member of the airline’s programme.',
    fields: (t) => ({
      name: t.string({ description: 'As in the document.' }),
      birthday: t.string({ description: '`yyyy-MM-dd`.' }),
      documentType: t.field({ type: documentType, description: 'Kind of the document.' }),
      documentNumber: t.string({ description: 'Its number.' }),
      countryCode: t.string({ description: 'Of the mobile number, for example `86`.' }),
      mobile: t.string({ description: 'Without the country code.' }),
      email: t.string({ description: 'E-mail address.' }),
    }),
  });
  return { passenger, contact, memberBuyer };
}

/** The words are those of the table; `OFFICER_CARD` is the military card of officers. */
function addDocumentType(builder: InterlineBuilder) {
  return builder.enumType('FlightDocumentType', {
    description: 'Documents that the channel knows.',
    values: {
      ID_CARD: { description: 'Chinese identity card.' },
      PASSPORT: { description: 'Passport.' },
      STUDENT_CARD: { description: 'Student card.' },
      OFFICER_CARD: { description: 'Military card of an officer.' },
      HOME_RETURN_PERMIT: { description: 'Mainland travel permit for residents of Hong Kong and Macau.' },
      TAIWAN_COMPATRIOT_PERMIT: { description: 'Mainland travel permit for residents of Taiwan.' },
      HONG_KONG_MACAU_PERMIT: { description: 'Permit to travel to Hong Kong and Macau.' },
      SEAFARER_CARD: { description: 'Card of an international seafarer.' },
      FOREIGN_PERMANENT_RESIDENCE: { description: 'Permanent residence card of a foreigner.' },
      POLICE_CARD: { description: 'Police card.' },
      SOLDIER_CARD: { description: 'Card of a soldier.' },
      TAIWAN_PERMIT: { description: 'Permit to travel to Taiwan.' },
      TAIWAN_ENTRY_PERMIT: { description: 'Permit to enter Taiwan.' },
      HOUSEHOLD_REGISTER: { description: 'Household register.' },
      BIRTH_CERTIFICATE: { description: 'Birth certificate; not for adults.' },
      DRIVING_LICENCE: { description: 'Driving licence.' },
      HONG_KONG_MACAU_RESIDENCE_PERMIT: { description: 'Residence permit for residents of Hong Kong and Macau.' },
      TAIWAN_RESIDENCE_PERMIT: { description: 'Residence permit for residents of Taiwan.' },
    },
  });
}
