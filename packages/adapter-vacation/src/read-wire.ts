import { isTopObject } from '@interline/top-client/codec';
import { z } from 'zod';

import type { Anomaly } from '@interline/core';
import { ChannelError } from '@interline/core';
import { PERSONAL_PATH } from './wire/order.ts';
import { FRACTION_OF_A_FEN, storable } from './wire/values.ts';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The same data with the wire's snake_case field names in camel case. */
export type Camelised<Value> = Value extends Date | bigint | string | number | boolean | null | undefined
  ? Value
  : Value extends readonly (infer Element)[]
    ? readonly Camelised<NonNullable<Element>>[]
    : { readonly [Name in keyof Value as CamelCase<Name & string>]: Camelised<Value[Name]> };

/** A wire object, read as far as it could be. */
export interface WireReading<Value> {
  readonly value: Camelised<Value>;
  readonly anomalies: readonly Anomaly[];
}

/** The most anomalies that are reported for one answer. */
const MOST_ANOMALIES = 50;
const LONGEST_VALUE = 200;

/**
 * Reads an object of the wire leniently: a malformed value is left out and reported, an unknown
 * field is reported, and the rest is taken. Every field of `schema` must be optional.
 *
 * @throws ChannelError `unreadable` for an amount with a fraction of a fen, which cannot be kept exactly.
 */
export function readWire<Schema extends z.ZodType>(schema: Schema, given: object): WireReading<z.output<Schema>> {
  let rest: unknown = withoutBlanks(given);
  const anomalies = unknownFields(schema, rest, '');
  // Each round removes what the last one could not read, so a round per level of nesting is enough; more would be a bug.
  for (let round = 0; round < 10; round++) {
    const result = schema.safeParse(rest);
    if (result.success) {
      return { value: camelised(result.data) as Camelised<z.output<Schema>>, anomalies: onceEach(anomalies) };
    }
    for (const { path, message } of result.error.issues) {
      const place = pathText(path);
      if (message === FRACTION_OF_A_FEN) throw fractionOfAFen(place);
      anomalies.push({ code: 'MALFORMED_VALUE', path: place, value: reported(place, valueAt(rest, path)) });
      rest = without(rest, path);
    }
  }
  throw new Error('the wire schema refuses an object without its malformed values: a field is not optional');
}

function fractionOfAFen(path: string): ChannelError {
  return new ChannelError(
    'unreadable',
    'FRACTION_OF_A_FEN',
    `${path}: the amount has a fraction of a fen and cannot be kept exactly. Check the unit with the platform.`,
  );
}

/** `null`, an empty text and an absent field mean the same on the wire. Texts become storable. */
function withoutBlanks(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (!isTopObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== '')
      .map(([name, member]) => [storable(name), withoutBlanks(member)]),
  );
}

/** Fields that the schema does not know. Elements of a list share a path, `sub_orders[].colour`. */
function unknownFields(schema: z.ZodType, value: unknown, path: string): Anomaly[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((element) => unknownFields(inner.element as z.ZodType, element, `${path}[]`));
  }
  if (!(inner instanceof z.ZodObject) || !isTopObject(value)) return [];
  const shape: Readonly<Record<string, z.ZodType | undefined>> = inner.shape;
  return Object.entries(value).flatMap(([name, member]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field) return unknownFields(field, member, place);
    return [{ code: 'UNKNOWN_FIELD', path: place.slice(0, LONGEST_VALUE), value: kindOf(member) } as const];
  });
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodPipe ? unwrapped(schema.out as z.ZodType) : schema;
}

function onceEach(anomalies: readonly Anomaly[]): readonly Anomaly[] {
  const byPlace = new Map(anomalies.map((anomaly) => [`${anomaly.code} ${anomaly.path}`, anomaly]));
  return [...byPlace.values()].slice(0, MOST_ANOMALIES);
}

function camelised(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => element !== undefined).map(camelised);
  if (!isTopObject(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      camelised(member),
    ]),
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown> | undefined)?.[name], value);
}

function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [name, ...deeper] = path;
  if (name === undefined) return undefined;
  if (Array.isArray(value)) {
    return value.map((element, index) => (index === name ? without(element, deeper) : element));
  }
  if (!isTopObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [key, key === name ? without(member, deeper) : member]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

function reported(path: string, value: unknown): string {
  if (PERSONAL_PATH.test(path)) return kindOf(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST_VALUE) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
