import { asArray, isTopObject } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';
import { z } from 'zod';

import type { CallAnomaly } from '../entries.ts';
import { snakeCase } from './call-content.ts';
import { parseExactJson } from './exact-json.ts';

/** Text of any form: ids come as bare numbers too. Without NUL and half characters, which no database keeps. */
const anyText = z
  .union([z.string(), z.int(), z.bigint()], { error: 'must be text' })
  .transform((value) => String(value).trim())
  .pipe(
    z
      .string()
      .max(500, { error: 'must have at most 500 characters' })
      .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: 'has characters that cannot be kept' }),
  );

/** Text that must be there. */
export const text = anyText.refine((value) => value !== '', { error: 'must not be empty' });

/** Text that may be absent, null or empty: all of these are null. */
export const textOrNull = anyText
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value));

/** An id of the channel that addresses something here. */
export const id = text.refine((value) => /^[\w.-]{1,64}$/.test(value), {
  error: 'must have 1 to 64 letters, digits, dots, dashes or underscores',
});

/** An amount in fen: whole, 0 or more. As decimal text. */
export const fen = amount('must be whole fen, 0 or more');

/** The same, where it may be absent. */
export const fenOrNull = z
  .union([fen, z.literal(''), z.null()], { error: 'must be whole fen, 0 or more' })
  .optional()
  .transform((value) => (value === undefined || value === '' ? null : value));

/** How many, from 1. */
export const count = z
  .union([z.string(), z.number()], { error: 'must be a whole number from 1' })
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,3}$/, { error: 'must be a whole number from 1' }))
  .transform(Number);

/** What a table of names makes of fields: those it names by our words, and the others as they are. */
export function byOurWords<Group extends Readonly<Record<string, string>>>(
  fields: TopObject,
  group: Group,
): { readonly known: { [Key in keyof Group]?: unknown }; readonly unknown: TopObject } {
  const words = new Map(Object.entries(group).map(([word, name]) => [snakeCase(name), word]));
  const entries = Object.entries(fields);
  return {
    known: Object.fromEntries(
      entries.flatMap(([name, value]) => {
        const word = words.get(name);
        return word === undefined ? [] : [[word, value]];
      }),
    ) as { [Key in keyof Group]?: unknown },
    unknown: Object.fromEntries(entries.filter(([name]) => !words.has(name))),
  };
}

/** The members of a list in any form of the wire, text of JSON too; undefined when it is no list of objects. */
export function listOf(value: unknown): readonly TopObject[] | undefined {
  try {
    const members = elements(typeof value === 'string' && value.trim() !== '' ? parseExactJson(value) : value);
    return members.every(isTopObject) ? members : undefined;
  } catch {
    return undefined;
  }
}

/** XML says a list of one as an envelope with an object. */
function elements(value: unknown): unknown[] {
  if (!isTopObject(value)) return asArray(value);
  const members = Object.values(value);
  const [only] = members;
  return members.length === 1 && isTopObject(only) ? [only] : asArray(value);
}

/** Tells of fields that the table does not name. Their values are not quoted, as they may be personal. */
export function unknownFields(fields: TopObject, base = ''): CallAnomaly[] {
  return Object.keys(fields).map((name) => ({ code: 'UNKNOWN_FIELD', path: (base + name).slice(0, 200), value: '' }));
}

function amount(error: string) {
  return z
    .union([z.string(), z.number(), z.bigint()], { error })
    .transform(String)
    .pipe(z.string().regex(/^\d{1,15}$/, { error }))
    .transform((digits) => BigInt(digits).toString());
}
