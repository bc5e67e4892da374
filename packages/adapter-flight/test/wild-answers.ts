import { isTopObject, parseTopJson } from '@interline/top-client/codec';
import * as fc from 'fast-check';

import { SAMPLES } from './samples.ts';

/** The answers of an order with up to four values, anywhere in them, that no document leads one to expect. */
export function wildAnswers(): fc.Arbitrary<string> {
  const answers = SAMPLES.map(({ raw }) => parseTopJson(raw));
  return fc
    .constantFrom(...answers)
    .chain((whole) =>
      fc
        .array(fc.tuple(fc.constantFrom(...placesIn(whole)), WILD_VALUE), { minLength: 1, maxLength: 4 })
        .map((changes) => changes.reduce<unknown>((result, [path, value]) => replaced(result, path, value), whole)),
    )
    .map((whole) => JSON.stringify(whole));
}

const WILD_VALUE = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    2 ** 31,
    1e300,
    0.25,
    'NaN',
    '\0',
    '9007199254740993',
    '2026-02-30 00:00:00',
    {},
    [],
    [[]],
    { list: [null, {}, 7] },
  ),
  fc.string({ unit: 'binary' }),
);

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const isList = Array.isArray(value);
  const deeper = Object.entries(value).flatMap(([name, member]) =>
    placesIn(member, [...path, isList ? Number(name) : name]),
  );
  return path.length === 0 ? deeper : [path, ...deeper];
}

/** A copy with another value at the path; a path that an earlier change cut off changes nothing. */
function replaced(value: unknown, [name, ...deeper]: Path, other: unknown): unknown {
  if (name === undefined) return other;
  if (Array.isArray(value))
    return value.map((member, index) => (index === name ? replaced(member, deeper, other) : member));
  return isTopObject(value) ? { ...value, [name]: replaced(value[name], deeper, other) } : value;
}
