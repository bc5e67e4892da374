import { stringifyTopJson } from './json.ts';
import { formatTopTime } from './time.ts';

/** What a caller may pass as an application parameter. Absent and empty values are not sent. */
export type TopValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | null
  | undefined
  | readonly TopValue[]
  | { readonly [name: string]: TopValue };

/**
 * The wire form of an application parameter (TOP article 101617): text as is, decimal numbers, `true`/`false`, times
 * in GMT+8, lists of plain values comma separated, objects and lists of objects as JSON text. Keys of objects are
 * sent as given: write them in snake case.
 *
 * @returns `undefined` for a value that must not be sent: absent, an empty text or an empty list. SDKs disagree on
 *   whether an empty value is signed, so none is ever sent.
 * @throws TypeError for a number that is not finite, or a comma inside a comma-separated list.
 */
export function encodeParameter(value: TopValue): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (!Array.isArray(value)) return isPlain(value) ? plainText(value) : stringifyTopJson(jsonForm(value));
  if (value.length === 0) return undefined;
  return value.every(isPlain) ? value.map(listElement).join(',') : stringifyTopJson(jsonForm(value));
}

/**
 * The wire name of a camel-case name: `_` before every capital, so `confirmBookRQ` becomes `confirm_book_r_q` and
 * the type `FlightInfoDTO` becomes `flight_info_d_t_o`.
 */
export function wireName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital, index: number) => `${index === 0 ? '' : '_'}${capital.toLowerCase()}`);
}

type PlainValue = string | number | bigint | boolean | Date;

function isPlain(value: TopValue): value is PlainValue {
  return value instanceof Date || (typeof value !== 'object' && value !== undefined);
}

function plainText(value: PlainValue): string {
  if (value instanceof Date) return formatTopTime(value);
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) throw new TypeError(`a parameter must be a finite number, got ${value}`);
  return Number.isInteger(value) ? BigInt(value).toString() : decimal(value);
}

function decimal(value: number): string {
  const text = String(value);
  if (text.includes('e')) throw new TypeError('a parameter must be a decimal number: pass very small amounts as text');
  return text;
}

function listElement(value: PlainValue): string {
  const text = plainText(value);
  if (text.includes(',')) throw new TypeError('an element of a comma-separated list must not contain a comma');
  return text;
}

function jsonForm(value: TopValue): unknown {
  if (value instanceof Date) return formatTopTime(value);
  if (Array.isArray(value)) return value.map(jsonForm);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonForm(member)]));
}
