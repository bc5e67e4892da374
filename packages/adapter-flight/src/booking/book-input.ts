import { z } from 'zod';

import type { PassengerType } from '../search/offer.ts';
import { MOST_PASSENGERS } from '../search/search-input.ts';
import { FLIGHT_WORDS } from '../wire.ts';
import { fen } from './fen-input.ts';
import { idCardBirthday, isIdCardNumber } from './id-card.ts';

const TYPES = Object.keys(FLIGHT_WORDS.passengerType) as [PassengerType, ...PassengerType[]];
const DOCUMENTS = Object.keys(FLIGHT_WORDS.documentType) as [DocumentType, ...DocumentType[]];
const SEXES = Object.keys(FLIGHT_WORDS.sex) as [Sex, ...Sex[]];

/** Kind of a document that proves who somebody is. */
export type DocumentType = keyof typeof FLIGHT_WORDS.documentType;
type Sex = keyof typeof FLIGHT_WORDS.sex;

const name = z.string().trim().min(1, 'is needed as in the document').max(60);
const day = z.iso.date('must be a day, for example 1990-01-31');
const documentNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9()/-]{4,30}$/, { error: 'must be 4 to 30 letters and digits, as in the document', abort: true });
const countryCode = z
  .string()
  .trim()
  .regex(/^\d{1,4}$/, 'must be digits without a plus sign, for example 86');
const mobile = z
  .string()
  .trim()
  .regex(/^\d{5,15}$/, { error: 'must be digits, without the country code', abort: true });

const Passenger = z
  .strictObject({
    name,
    type: z.enum(TYPES),
    documentType: z.enum(DOCUMENTS),
    documentNumber,
    documentValidUntil: day.nullish(),
    birthday: day.nullish(),
    sex: z.enum(SEXES).nullish(),
    nationality: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}$/, 'must be a country of ISO 3166, for example CN')
      .nullish(),
    countryCode: countryCode.nullish(),
    mobile: mobile.nullish(),
  })
  .superRefine(({ type, birthday, countryCode, mobile, ...document }, context) => {
    const report = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (type !== 'ADULT' && birthday == null) report('birthday', `is needed for a passenger of type ${type}`);
    if (type === 'ADULT' && document.documentType === 'BIRTH_CERTIFICATE') {
      report('documentType', 'an adult needs a document of his own, for example ID_CARD or PASSPORT');
    }
    reportPhone({ countryCode, mobile }, report);
    reportIdCard({ ...document, birthday }, report);
  });
/** Somebody who flies. */
export type Passenger = z.output<typeof Passenger>;

const Contact = z
  .strictObject({
    name,
    countryCode: countryCode.nullish().transform((code) => code ?? CHINA),
    mobile,
    phone: z.string().trim().min(5).max(30).nullish(),
    email: z.email('must be an e-mail address').nullish(),
    documentType: z.enum(DOCUMENTS).nullish(),
    documentNumber: documentNumber.nullish(),
  })
  .superRefine((contact, context) => {
    const report = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    reportPhone(contact, report);
    if (contact.documentNumber != null && contact.documentType == null)
      report('documentType', 'is needed with the number');
  });
/** Whom to reach about the order. */
export type Contact = z.output<typeof Contact>;

/** Which fields a price needs is known once the offer is opened, so all may be absent here. */
const MemberBuyer = z.strictObject({
  name: name.nullish(),
  birthday: day.nullish(),
  documentType: z.enum(DOCUMENTS).nullish(),
  documentNumber: documentNumber.nullish(),
  countryCode: countryCode.nullish(),
  mobile: mobile.nullish(),
  email: z.email('must be an e-mail address').nullish(),
});
/** The purchaser, as a member of the airline's programme. */
export type MemberBuyer = z.output<typeof MemberBuyer>;

/** What `book` is told. What depends on the offer is checked by `checkBooking`. */
export const BookInput = z.strictObject({
  /** Sealed key of an offer. */
  offer: z.string().min(1).max(20_000),
  passengers: z
    .array(Passenger)
    .min(1, 'must be at least one')
    .max(MOST_PASSENGERS)
    .superRefine((passengers, context) => {
      const seen = new Map<string, number>();
      passengers.forEach(({ documentType, documentNumber: number }, index) => {
        const key = `${documentType} ${number}`;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, index);
        else {
          const message = `is the document of passenger ${first + 1} too: each needs one of his own`;
          context.addIssue({ code: 'custom', path: [index, 'documentNumber'], message });
        }
      });
    }),
  contact: Contact,
  /** In fen; refuses an offer of another total. */
  expectedTotal: fen.nullish(),
  allowMemberRegistration: z.boolean().nullish(),
  memberBuyer: MemberBuyer.nullish(),
});
/** The same, validated. */
export type BookInput = z.output<typeof BookInput>;

const CHINA = '86';

type Report = (field: string, message: string) => void;

function reportPhone(
  {
    countryCode: country,
    mobile: number,
  }: { countryCode?: string | null | undefined; mobile?: string | null | undefined },
  report: Report,
): void {
  if (number == null) return;
  if ((country ?? CHINA) === CHINA && !/^1\d{10}$/.test(number)) {
    report('mobile', 'must be a Chinese mobile number of 11 digits, or have another countryCode');
  }
}

function reportIdCard(
  { documentType, documentNumber: number, birthday }: Pick<Passenger, 'documentType' | 'documentNumber' | 'birthday'>,
  report: Report,
): void {
  if (documentType !== 'ID_CARD') return;
  if (!isIdCardNumber(number))
    report('documentNumber', 'is no number of an identity card: a digit is wrong or missing');
  else if (birthday != null && birthday !== idCardBirthday(number)) {
    report('birthday', 'is not the one that the number of the identity card tells');
  }
}
