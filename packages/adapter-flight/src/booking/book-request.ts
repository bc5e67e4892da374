import type { TopValue } from '@interline/top-client/codec';

import { inYuan } from '../in-yuan.ts';
import type { PassengerType } from '../search/offer.ts';
import type { OfferFacts } from '../search/offer-facts.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import type { FlightNames } from '../wire.ts';
import { withoutBlanks } from '../without-blanks.ts';
import type { BookInput, Contact, MemberBuyer, Passenger } from './book-input.ts';

type Parameters = Readonly<Record<string, TopValue>>;

/** The parameters of a booking (61817). The fares are those of the offer, so that a price that moved is refused. */
export function bookRequest(input: BookInput, offer: OfferFacts, outNumber: string, names: FlightNames): Parameters {
  const { bookRequest: name } = names;
  return {
    [name.root]: withoutBlanks({
      [name.outOrderNumber]: outNumber,
      [name.itemKey]: offer.itemKey,
      [name.total]: inYuan(offer.total),
      ...fareParameters(offer, names),
      [name.passengers]: passengerParameters(input.passengers, names),
      [name.contact]: contactParameters(input.contact, names),
      [name.allowMember]: input.allowMemberRegistration,
      [name.memberBuyer]: input.memberBuyer ? memberParameters(input.memberBuyer, names) : undefined,
    }),
  };
}

function fareParameters({ fares }: OfferFacts, { bookRequest: name }: FlightNames): Parameters {
  const wireNames: Readonly<Record<PassengerType, FareNames>> = {
    ADULT: { fare: name.adultPrice, airportFee: name.adultBuildFee, fuelFee: name.adultOilFee },
    CHILD: { fare: name.childPrice, airportFee: name.childBuildFee, fuelFee: name.childOilFee, taxes: name.childTaxes },
    INFANT: { fare: name.infantPrice, airportFee: name.infantBuildFee, fuelFee: name.infantOilFee },
  };
  return Object.fromEntries(
    fares.flatMap(({ passengerType, fare, airportFee, fuelFee, taxes }) => {
      const own = wireNames[passengerType];
      return [
        [own.fare, inYuan(fare)],
        [own.airportFee, inYuan(airportFee)],
        [own.fuelFee, inYuan(fuelFee)],
        ...(own.taxes === undefined ? [] : [[own.taxes, inYuan(taxes)]]),
      ];
    }),
  );
}

interface FareNames {
  readonly fare: string;
  readonly airportFee: string;
  readonly fuelFee: string;
  readonly taxes?: string;
}

function passengerParameters(passengers: readonly Passenger[], { passenger: name }: FlightNames): Parameters[] {
  const adults = passengers.flatMap(({ type }, index) => (type === 'ADULT' ? [index] : []));
  const infants = passengers.filter(({ type }) => type === 'INFANT');
  return passengers.map((passenger) =>
    withoutBlanks({
      [name.name]: passenger.name,
      [name.type]: FLIGHT_WORDS.passengerType[passenger.type],
      [name.birthday]: passenger.birthday,
      [name.sex]: passenger.sex == null ? undefined : FLIGHT_WORDS.sex[passenger.sex],
      [name.nationality]: passenger.nationality,
      [name.documentType]: FLIGHT_WORDS.documentType[passenger.documentType],
      [name.documentNumber]: passenger.documentNumber,
      [name.documentExpiry]: passenger.documentValidUntil,
      [name.countryCode]: passenger.mobile == null ? undefined : (passenger.countryCode ?? '86'),
      [name.mobile]: passenger.mobile,
      // The first infant goes with the first adult, and so on; there are never more infants than adults.
      [name.guardian]: passenger.type === 'INFANT' ? adults[infants.indexOf(passenger)] : undefined,
    }),
  );
}

function contactParameters(contact: Contact, { contact: name }: FlightNames): Parameters {
  return withoutBlanks({
    [name.name]: contact.name,
    [name.countryCode]: contact.countryCode,
    [name.mobile]: contact.mobile,
    [name.phone]: contact.phone,
    [name.email]: contact.email,
    [name.documentType]: contact.documentType == null ? undefined : FLIGHT_WORDS.documentType[contact.documentType],
    [name.documentNumber]: contact.documentNumber,
  });
}

function memberParameters(member: MemberBuyer, { memberBuyer: name }: FlightNames): Parameters {
  return withoutBlanks({
    [name.name]: member.name,
    [name.birthday]: member.birthday,
    [name.documentType]: member.documentType == null ? undefined : FLIGHT_WORDS.documentType[member.documentType],
    [name.documentNumber]: member.documentNumber,
    [name.countryCode]: member.countryCode,
    [name.mobile]: member.mobile,
    [name.email]: member.email,
  });
}
