/** NUL, or half of a surrogate pair: what PostgreSQL's `text` and `jsonb` refuse. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Whether PostgreSQL takes the text as it is. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** The text with U+FFFD in place of each character that PostgreSQL refuses. */
export function storableText(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** As `JSON.stringify` writes it; a backslash of the text's own may deceive, which costs only time. */
const UNSTORABLE_IN_JSON = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Whether PostgreSQL takes all text of some plain data, given as JSON. */
export function isStorableJson(json: string): boolean {
  return !UNSTORABLE_IN_JSON.test(json);
}

/** The same plain data with {@link storableText} for every text in it. */
export function storableValue<T>(value: T): T {
  return mend(value) as T;
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), mend(inner)]));
}
