import { PERSONAL_FIELDS } from './personal-data.ts';
import type { PersonalData, PersonalField } from './personal-data.ts';
import { maskCouldStandFor, maskValue } from './mask-value.ts';

/** What channels put in place of a hidden character. */
const HIDDEN = /[*＊•●]/u;
/** Free text may hold a star of its own ("2*3 m"), so only two in a row count there. */
const HIDDEN_IN_TEXT = /[*＊•●]{2}/u;

/**
 * Whether a value has already been masked, by the channel or by the hub.
 * @param value as the channel gave it
 */
export function isMasked(field: PersonalField, value: string): boolean {
  return (field === 'message' || field === 'attributes' ? HIDDEN_IN_TEXT : HIDDEN).test(value);
}

/**
 * The same person, fit for everybody's eyes. Masking what is masked changes nothing.
 *
 * What stays readable, at most: the surname of a Chinese name, the first letter of each word of
 * another; three and four digits of a mainland mobile number, five of any other; the first letter
 * and the domain of an e-mail address; the first and the last two characters of a document number;
 * province and city of an address. Nothing stays of a birthday (a year narrows a crowd down
 * quickly, and lists do not need it), of messages and of attributes.
 */
export function maskPersonalData(data: PersonalData): PersonalData {
  const masked: { [Field in PersonalField]?: string } = {};
  for (const field of PERSONAL_FIELDS) {
    const value = data[field];
    if (value !== undefined) masked[field] = maskValue(field, value);
  }
  return masked;
}

/** If one of these is another's, the whole person is another. */
const IDENTIFYING: readonly PersonalField[] = ['name', 'documentNumber'];

/**
 * What the hub keeps of a person after upstream has spoken again.
 *
 * A channel may send a value in clear once and masked later. A masked value never replaces a clear
 * one that it could stand for. Where it could not, or where a clear value differs, the incoming one
 * is taken; and if that happens to the name or the document number, the person is another one, of
 * whom nothing stored may be kept, because then a clear phone number would be shown under a wrong name.
 * A field that upstream no longer sends is gone.
 */
export function mergePersonalData(stored: PersonalData | null, incoming: PersonalData): PersonalData {
  if (stored === null || IDENTIFYING.some((field) => isAnother(field, stored[field], incoming[field]))) {
    return incoming;
  }
  const merged: { [Field in PersonalField]?: string } = { ...incoming };
  for (const field of PERSONAL_FIELDS) {
    const clear = stored[field];
    const value = incoming[field];
    if (clear === undefined || value === undefined) continue;
    if (!isMasked(field, value) || isMasked(field, clear)) continue;
    if (maskCouldStandFor(field, value, clear)) merged[field] = clear;
  }
  return merged;
}

function isAnother(field: PersonalField, stored: string | undefined, incoming: string | undefined): boolean {
  if (stored === undefined || incoming === undefined || isMasked(field, stored)) return false;
  if (isMasked(field, incoming)) return !maskCouldStandFor(field, incoming, stored);
  return stored !== incoming;
}
