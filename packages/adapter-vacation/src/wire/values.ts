import { asArray, idText, parseTopJson, parseTopTime } from '@interline/top-client/codec';
import { z } from 'zod';

import type { Json } from '@interline/core';

/** One piece of a `key:value;` string. A piece without a colon is kept whole as `value`, with `key` null. */
export type Pair = {
  readonly key: string | null;
  readonly value: string;
};

/** Marks an issue that must not be read over: the amount could not be kept exactly. */
export const FRACTION_OF_A_FEN = 'fraction-of-a-fen';

const EARLIEST_YEAR = '1970';
const LARGEST_COUNT = 2 ** 31 - 1;

/** Text, also where the wire has a number for it. */
export const text = value('text', (given) =>
  typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : undefined,
);

/** A 64-bit id, as text. */
export const id = value('an id', idText);

/** A small whole number: a count, or one of the numbers that stand for words. */
export const whole = value('a whole number', (given) => {
  const number = typeof given === 'string' && /^-?\d{1,10}$/.test(given) ? Number(given) : given;
  return Number.isInteger(number) && Math.abs(number as number) <= LARGEST_COUNT ? (number as number) : undefined;
});

/** A Boolean, as JSON or as text. */
export const flag = value('true or false', (given) => {
  if (given === true || given === 'true') return true;
  return given === false || given === 'false' ? false : undefined;
});

/** A time `yyyy-MM-dd HH:mm:ss` in GMT+8. Years before 1970 stand for "no time" and count as malformed. */
export const time = value('a time yyyy-MM-dd HH:mm:ss', (given) =>
  typeof given === 'string' ? instant(given) : undefined,
);

/** A time `yyyyMMddHHmmss` in GMT+8. */
export const compactTime = value('a time yyyyMMddHHmmss', (given) => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(given));
  return parts ? instant(`${parts.slice(1, 4).join('-')} ${parts.slice(4).join(':')}`) : undefined;
});

/**
 * Money in fen, as a number or as text, with or without decimals ("111.00"). Whole fen only: an amount with a
 * fraction of a fen is marked {@link FRACTION_OF_A_FEN}, because rounding would change money.
 */
export const fen = z
  .unknown()
  .transform((given, context): bigint => {
    const written = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
    const [, integer, decimals = ''] = /^(-?\d{1,16})(?:\.(\d+))?$/.exec(written) ?? [];
    if (integer !== undefined && !/[1-9]/.test(decimals)) return BigInt(integer);
    const message = integer === undefined ? 'expected an amount in fen' : FRACTION_OF_A_FEN;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .optional();

/** `key1:value1;key2:value2`, in the order sent. A value may hold colons. */
export const pairs = value('key:value; text', (given): readonly Pair[] | undefined =>
  typeof given === 'string' ? readPairs(given) : undefined,
);

/** JSON inside a text. */
export const jsonText = value('JSON text', (given): Json | undefined => {
  if (typeof given !== 'string') return undefined;
  try {
    return storableJson(parseTopJson(given), 0);
  } catch {
    return undefined;
  }
});

/** A list in any shape an answer gives it: array, envelope, empty envelope. An unreadable element is left out. */
export function list<Element extends z.ZodType>(element: Element) {
  return z
    .unknown()
    .transform((given, context): unknown[] => {
      try {
        return asArray(given);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected a list' });
        return z.NEVER;
      }
    })
    .pipe(z.array(element.optional()))
    .optional();
}

/** Splits `key:value;` text. */
export function readPairs(given: string): readonly Pair[] {
  return given
    .split(';')
    .filter((piece) => piece.trim() !== '')
    .map((piece) => {
      const colon = piece.indexOf(':');
      return colon < 1 ? { key: null, value: piece } : { key: piece.slice(0, colon), value: piece.slice(colon + 1) };
    });
}

function value<Value>(expected: string, read: (given: unknown) => Value | undefined) {
  return z
    .unknown()
    .transform((given, context): Value => {
      const found = read(given);
      if (found !== undefined) return found;
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    })
    .optional();
}

function instant(given: string): Date | undefined {
  try {
    return given.slice(0, 4) < EARLIEST_YEAR ? undefined : parseTopTime(given);
  } catch {
    return undefined;
  }
}

/** The text without what PostgreSQL does not store: NUL and halves of surrogate pairs become U+FFFD. */
export function storable(given: string): string {
  return given.toWellFormed().replaceAll('\0', '\uFFFD');
}

const DEEPEST = 100;

function storableJson(given: unknown, depth: number): Json {
  if (depth > DEEPEST) throw new RangeError(`JSON nested deeper than ${DEEPEST} levels`);
  if (typeof given === 'string') return storable(given);
  if (typeof given !== 'object' || given === null) return given as Json;
  if (Array.isArray(given)) return given.map((element) => storableJson(element, depth + 1));
  return Object.fromEntries(
    Object.entries(given).map(([key, member]) => [storable(key), storableJson(member, depth + 1)]),
  );
}
