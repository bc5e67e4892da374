import type { Json, PersonalData, TravellerRole, TravellerSnapshot } from '@interline/core';
import type { Anomalies } from './anomalies.ts';
import { compact } from './compact.ts';
import type { WirePerson, WireTrade } from './wire-trade.ts';
import { DOCUMENT_TYPES, SEXES } from './words.ts';
import type { Pair } from './wire/values.ts';

/** Facts of a traveller or contact that do not identify him. */
export type PersonDetail = {
  /** `MALE`, `FEMALE`, or the number sent. */
  readonly sex?: string;
  readonly nationality?: string;
  readonly documentValidUntil?: string;
  readonly documentCountry?: string;
  readonly documentPlace?: string;
  /** The number sent, where {@link DOCUMENT_TYPES} does not know it. */
  readonly documentTypeCode?: number;
};

/** Where a person stands in the order. */
export interface PersonPlace {
  readonly itemReference: string | null;
  readonly role: TravellerRole;
  readonly position: number;
  /** Path of the person in the answer. */
  readonly path: string;
}

/** A traveller or contact of an item. Masked values pass as they are. */
export function mapPerson(person: WirePerson, place: PersonPlace, anomalies: Anomalies): TravellerSnapshot {
  const { itemReference, role, position, path } = place;
  const documentType =
    person.credentialType === undefined
      ? null
      : anomalies.lookUp(DOCUMENT_TYPES, `${path}.credential_type`, person.credentialType, 'OTHER');
  const detail: PersonDetail = compact({
    sex: person.sex === undefined ? undefined : anomalies.lookUp(SEXES, `${path}.sex`, person.sex, String(person.sex)),
    nationality: person.nationality,
    documentValidUntil: person.validDate,
    documentCountry: person.issueCountry,
    documentPlace: person.issuePlace,
    documentTypeCode: documentType === 'OTHER' ? person.credentialType : undefined,
  });
  const personal: PersonalData = compact({
    name: person.name,
    namePinyin: person.namePinyin,
    surnamePinyin: person.surnamePinyin,
    givenNamePinyin: person.givenNamePinyin,
    phone: person.phone,
    email: person.email,
    documentNumber: person.credentialNo,
    birthday: person.birthday,
    address: joined([person.postProvince, person.postCity, person.postArea, person.postAddress]),
    attributes: attributesText(person.extendAttributes ?? [], person.extendAttributesJson),
  });
  return { itemReference, role, position, personal, documentType, detail };
}

/**
 * The buyer, as far as the answer tells of the person behind the nick. What it tells of the merchant's
 * own person, and his memo, is kept with it, because it is personal and the order has no other place
 * that is encrypted.
 */
export function mapBuyer({ buyerInfo, sellerInfo }: WireTrade): TravellerSnapshot[] {
  const seller = compact({
    sellerName: sellerInfo?.sellerName,
    sellerPhone: sellerInfo?.sellerPhone,
    sellerEmail: sellerInfo?.sellerEmail,
    sellerMemo: sellerInfo?.sellerMemo,
  });
  const personal: PersonalData = compact({
    email: buyerInfo?.buyerEmail,
    phone: buyerInfo?.buyerPhone,
    message: buyerInfo?.buyerMessage,
    attributes: pairsText(Object.entries(seller).map(([key, value]) => ({ key, value }))),
  });
  if (Object.keys(personal).length === 0) return [];
  return [{ itemReference: null, role: 'BUYER', position: 0, personal, documentType: null, detail: {} }];
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const given = parts.filter((part) => part !== undefined);
  return given.length === 0 ? undefined : given.join(' ');
}

/** Both forms of the attributes as one `key:value;` text; what the JSON form alone has comes last. */
function attributesText(pairs: readonly Pair[], twin: Json | undefined): string | undefined {
  const known = new Set(pairs.map(({ key }) => key));
  const more = twinPairs(twin).filter(({ key }) => !known.has(key));
  return pairsText([...pairs, ...more]);
}

function pairsText(pairs: readonly Pair[]): string | undefined {
  const pieces = pairs.map(({ key, value }) => (key === null ? value : `${key}:${value}`));
  return pieces.length === 0 ? undefined : pieces.join(';');
}

function twinPairs(twin: Json | undefined): Pair[] {
  if (twin === undefined || twin === null) return [];
  if (typeof twin !== 'object' || Array.isArray(twin)) return [{ key: null, value: plain(twin) }];
  return Object.entries(twin).map(([key, value]) => ({ key, value: plain(value) }));
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
