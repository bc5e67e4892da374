import { asArray, isTopObject } from '@interline/top-client/codec';

import type { Anomalies } from './anomalies.ts';

/** Where a value stands, and who hears of it when it cannot be read. */
export interface Place {
  /** Upstream path, for example `flight_book_order_detail_list[0].passenger`. */
  readonly path: string;
  readonly anomalies: Anomalies;
  /** The value identifies a person: no report may quote it. */
  readonly isPersonal: boolean;
}

/** Reads a value of the wire; undefined when it is absent, or reported as malformed. */
export type Reader<Value> = (given: unknown, place: Place) => Value | undefined;

/** What a reader reads. */
export type Read<Of> = Of extends Reader<infer Value> ? Value : never;

type Fields = Readonly<Record<string, Reader<unknown>>>;
/** The fields that could be read, by what they mean. */
export type RecordOf<Known extends Fields> = { readonly [Key in keyof Known]?: Read<Known[Key]> };

/** `null`, an empty text and an absent field mean the same on the wire. */
export function isBlank(given: unknown): boolean {
  return given === undefined || given === null || given === '';
}

/**
 * An object, read leniently: a malformed value is left out and reported, a field that the table does not name is
 * reported, and the rest is taken.
 *
 * @param names a group of the table of names
 * @param fields a reader for every field that is known, by the table's keys
 */
export function record<Known extends Fields>(
  names: Readonly<Record<keyof Known, string>>,
  fields: Known,
): Reader<RecordOf<Known>> {
  const members = Object.entries(fields).map(([key, reader]) => ({ key, name: names[key as keyof Known], reader }));
  const known = new Set(members.map(({ name }) => name));
  return (given, place) => {
    if (isBlank(given)) return undefined;
    if (!isTopObject(given)) return malformed(given, place);
    for (const [name, member] of Object.entries(given)) {
      // Elements of a list share a path, so that a list does not report one field a hundred times.
      const path = at(place, name).path.replaceAll(/\[\d+\]/g, '[]');
      if (!known.has(name)) place.anomalies.unknownField(path, kindOf(member));
    }
    const read = members.map(({ key, name, reader }) => [key, reader(given[name], at(place, name))]);
    return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as RecordOf<Known>;
  };
}

/** A list in any shape an answer gives it: array, envelope, empty envelope. An unreadable element is left out. */
export function list<Element>(element: Reader<Element>): Reader<readonly Element[]> {
  return (given, place) => {
    if (isBlank(given)) return undefined;
    const elements = arrayIn(given);
    if (elements === undefined) return malformed(given, place);
    return elements.flatMap((member, index) => {
      const value = element(member, { ...place, path: `${place.path}[${index}]` });
      return value === undefined ? [] : [value];
    });
  };
}

/** The same, of something that identifies a person. */
export function personal<Value>(reader: Reader<Value>): Reader<Value> {
  return (given, place) => reader(given, { ...place, isPersonal: true });
}

/** Of a field that is known and read by nobody here. */
export const passedOver: Reader<never> = () => undefined;

/** A value of one form. `read` gives undefined for what is not of this form. */
export function value<Value>(read: (given: unknown, place: Place) => Value | undefined): Reader<Value> {
  return (given, place) => (isBlank(given) ? undefined : (read(given, place) ?? malformed(given, place)));
}

function malformed(given: unknown, { path, anomalies, isPersonal }: Place): undefined {
  const isPlain = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean';
  anomalies.malformed(path, isPlain && !isPersonal ? String(given) : kindOf(given));
}

function at(place: Place, name: string): Place {
  return { ...place, path: place.path === '' ? name : `${place.path}.${name}` };
}

function arrayIn(given: unknown): unknown[] | undefined {
  try {
    return asArray(given);
  } catch {
    return undefined;
  }
}

function kindOf(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  return given === null ? 'null' : `a value of type ${typeof given}`;
}
