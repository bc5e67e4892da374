import { instantText } from '@interline/core';
import { z } from 'zod';

// Control characters do not fit into a message of the channel, and NUL not into a database.
const CONTROL = /\p{Cc}/u;

/** The channel's id of an order. */
export const orderReference = z.string().regex(/^[\w.-]{1,64}$/, {
  error: 'must be an id of the channel: 1 to 64 letters, digits, dots, dashes or underscores',
});

/** Text that must be there. */
export function text(longest: number) {
  return z
    .string()
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(longest, { error: `must have at most ${longest} characters` })
    .refine((given) => given.isWellFormed() && !CONTROL.test(given), {
      error: 'must not have control characters or halves of characters',
    });
}

/** What may be absent; then it is null, however that was said, so that the same wish is always the same input. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((given) => given ?? null);
}

const FEN_RULE = 'must be whole fen, 0 or more: digits only';

/** An amount in fen, as decimal text. */
export const fen = z
  .union([z.string().regex(/^\d{1,15}$/, { error: FEN_RULE }), z.int().min(0, { error: FEN_RULE })], {
    error: FEN_RULE,
  })
  .transform((given) => BigInt(given).toString());

/** An instant, as RFC 3339 text to the second, which is how exact the channel is. */
export const instant = z
  .union([z.date(), z.iso.datetime({ offset: true })], { error: 'must be an instant with an offset' })
  .transform((given) => instantText(new Date(Math.floor(new Date(given).getTime() / 1000) * 1000)));

/** JSON text of an object, as the channel's fields for extensions hold it. */
export const jsonObjectText = text(4_000).refine(isJsonObject, { error: 'must be the text of a JSON object' });

function isJsonObject(given: string): boolean {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
