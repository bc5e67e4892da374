import type { PersonalData, TravellerSnapshot } from '@interline/core';

import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import type { WireContact, WirePerson } from './wire-order.ts';

/** Facts of a passenger that do not identify. */
export type PersonDetail = {
  /** `MALE`, `FEMALE`, or the number sent. */
  readonly sex?: string;
  readonly nationality?: string;
  /** Last day of the document, as sent. */
  readonly documentValidUntil?: string;
  /** The number sent, where no document lists it. */
  readonly documentTypeCode?: number;
};

/** A passenger. Masked values pass as they are. */
export function mapPassenger(
  person: WirePerson,
  itemReference: string,
  path: string,
  context: MappingContext,
): TravellerSnapshot {
  const document = mapDocument(person, path, context);
  const personal: PersonalData = compact({
    name: person.name,
    phone: phoneOf(person),
    documentNumber: person.documentNumber,
    birthday: person.birthday,
  });
  const detail: PersonDetail = compact({
    sex: mapSex(person.sex, path, context),
    nationality: person.nationality,
    documentValidUntil: person.documentExpiry,
    documentTypeCode: document.code,
  });
  return { itemReference, role: 'TRAVELLER', position: 0, personal, documentType: document.type, detail };
}

/** The contact of the whole order. */
export function mapContact(contact: WireContact, path: string, context: MappingContext): TravellerSnapshot {
  const document = mapDocument(contact, path, context);
  const personal: PersonalData = compact({
    name: contact.name,
    phone: phoneOf(contact) ?? contact.phone,
    email: contact.email,
    documentNumber: contact.documentNumber,
    attributes: contact.mobile !== undefined && contact.phone !== undefined ? `phone:${contact.phone}` : undefined,
  });
  const detail: PersonDetail = compact({ documentTypeCode: document.code });
  return { itemReference: null, role: 'CONTACT', position: 0, personal, documentType: document.type, detail };
}

/** For example `+86 13976048428`. */
function phoneOf({ countryCode, mobile }: WirePerson | WireContact): string | undefined {
  if (mobile === undefined || countryCode === undefined) return mobile;
  return `+${countryCode.replace(/^\+/, '')} ${mobile}`;
}

function mapDocument({ documentType }: WirePerson | WireContact, path: string, { names, anomalies }: MappingContext) {
  if (documentType === undefined) return { type: null, code: undefined };
  const type = meaningOf(FLIGHT_WORDS.documentType, documentType);
  if (type !== undefined) return { type, code: undefined };
  anomalies.unknownValue(`${path}.${names.passenger.documentType}`, documentType);
  return { type: 'OTHER', code: documentType };
}

function mapSex(sex: number | undefined, path: string, { names, anomalies }: MappingContext): string | undefined {
  if (sex === undefined) return undefined;
  const meaning = meaningOf(FLIGHT_WORDS.sex, sex);
  if (meaning === undefined) anomalies.unknownValue(`${path}.${names.passenger.sex}`, sex);
  return meaning ?? String(sex);
}
