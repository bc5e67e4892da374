import { isTopObject, parseTopJson } from '@interline/top-client/codec';
import { snapshotFaults } from '@interline/adapter-testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { ChannelError } from '@interline/core';
import { mapOrder } from '../src/mapping/map-order.ts';
import { SAMPLES } from './samples.ts';

it('maps whatever the answers of an order may hold, twice the same, or says that they are unreadable', () => {
  const answers = SAMPLES.map(({ raw }) => parseTopJson(raw));
  const changed = fc
    .constantFrom(...answers)
    .chain((whole) =>
      fc
        .array(fc.tuple(fc.constantFrom(...placesIn(whole)), WILD_VALUE), { minLength: 1, maxLength: 4 })
        .map((changes) => changes.reduce<unknown>((result, [path, value]) => replaced(result, path, value), whole)),
    );
  let read = 0;
  fc.assert(
    fc.property(changed, (whole) => {
      const raw = JSON.stringify(whole);
      try {
        const snapshot = mapOrder(raw);
        expect(snapshotFaults(snapshot)).toEqual([]);
        expect(mapOrder(raw)).toEqual(snapshot);
        read += 1;
      } catch (error) {
        if (!(error instanceof ChannelError && error.kind === 'unreadable')) throw error;
      }
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
  expect(read).toBeGreaterThan(700);
});

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
