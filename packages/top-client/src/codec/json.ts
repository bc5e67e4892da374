const LONG_NUMBER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/** `JSON.rawJSON` (ECMAScript "JSON.parse source text access"), which TypeScript's library does not declare yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * Parses JSON of the gateway. TOP writes 64-bit ids as bare numbers, so the one rule beyond `JSON.parse` is: an
 * integer that a double cannot hold exactly (outside ±(2^53 − 1)) becomes its text, digit for digit. Smaller
 * integers stay numbers: read an id with {@link idText}, which takes both.
 *
 * @throws SyntaxError when the text is not JSON, for example because the answer was cut off.
 */
export function parseTopJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
}

/** Writes JSON as the gateway does: a `bigint` becomes a bare number, also beyond 2^53. */
export function stringifyTopJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? rawJSON(member.toString()) : member,
  );
}

/**
 * An id as text, from any form in which the wire carries it: text, a safe integer or a bigint. `undefined` when it
 * is none of these (absent, empty, a fraction, an object).
 */
export function idText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  return undefined;
}

function keepLongIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && INTEGER.test(source) ? source : value;
}
