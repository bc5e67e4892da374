import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Contact, Fare, PassengerType, Traveller } from '../order.ts';
import { mandatory } from '../request.ts';
import type { RequestFields } from '../request.ts';

/** What one passenger of a type is said to cost; fields that were not sent are undefined. */
export type StatedFare = { readonly [Part in keyof Fare]: number | undefined };

/** A booking as it was asked for. Whether it can be done is judged later. */
export interface Booking {
  readonly outOrderNumber: string;
  readonly itemKey: string;
  /** In fen. */
  readonly total: number;
  readonly fares: Readonly<Record<PassengerType, StatedFare>>;
  /** Airport and fuel fee per child together, where it was sent. */
  readonly childTaxes: number | undefined;
  readonly travellers: readonly Traveller[];
  readonly contact: Contact;
  readonly allowMember: boolean;
  /** Fields of the buyer's membership that are missing; undefined when no membership was sent. */
  readonly missingOfMember: readonly string[] | undefined;
}

/** Reads `create_order_request` (61817). */
export function readBooking(request: RequestFields, names: FlightNames): Booking {
  const { bookRequest: name } = names;
  const contact = mandatory(request.object(name.contact), name.contact);
  const member = request.object(name.memberBuyer);
  return {
    outOrderNumber: mandatory(request.text(name.outOrderNumber), name.outOrderNumber),
    itemKey: mandatory(request.text(name.itemKey), name.itemKey),
    total: mandatory(request.fen(name.total), name.total),
    fares: {
      ADULT: {
        sell: mandatory(request.fen(name.adultPrice), name.adultPrice),
        build: mandatory(request.fen(name.adultBuildFee), name.adultBuildFee),
        oil: request.fen(name.adultOilFee),
      },
      CHILD: {
        sell: request.fen(name.childPrice),
        build: request.fen(name.childBuildFee),
        oil: request.fen(name.childOilFee),
      },
      INFANT: {
        sell: request.fen(name.infantPrice),
        build: request.fen(name.infantBuildFee),
        oil: request.fen(name.infantOilFee),
      },
    },
    childTaxes: request.fen(name.childTaxes),
    travellers: request.objects(name.passengers).map((passenger) => readTraveller(passenger, names)),
    contact: readContact(contact, names),
    allowMember: request.flag(name.allowMember),
    missingOfMember: member && Object.values(names.memberBuyer).filter((field) => member.text(field) === undefined),
  };
}

function readTraveller(request: RequestFields, { passenger: name }: FlightNames): Traveller {
  const number = mandatory(request.integer(name.type), name.type);
  return {
    name: mandatory(request.text(name.name), name.name),
    type: mandatory(passengerType(number), name.type),
    birthday: request.text(name.birthday)?.slice(0, 10),
    sex: request.text(name.sex),
    nationality: request.text(name.nationality),
    documentType: mandatory(request.integer(name.documentType), name.documentType),
    documentNumber: mandatory(request.text(name.documentNumber), name.documentNumber),
    documentExpiry: request.text(name.documentExpiry),
    countryCode: request.text(name.countryCode),
    mobile: request.text(name.mobile),
    guardian: request.integer(name.guardian),
  };
}

function readContact(request: RequestFields, { contact: name }: FlightNames): Contact {
  return {
    name: mandatory(request.text(name.name), name.name),
    countryCode: mandatory(request.text(name.countryCode), name.countryCode),
    mobile: mandatory(request.text(name.mobile), name.mobile),
    phone: request.text(name.phone),
    email: request.text(name.email),
    documentType: request.integer(name.documentType),
    documentNumber: request.text(name.documentNumber),
  };
}

function passengerType(number: number): PassengerType | undefined {
  return (['ADULT', 'CHILD', 'INFANT'] as const).find((type) => FLIGHT_WORDS.passengerType[type] === number);
}
