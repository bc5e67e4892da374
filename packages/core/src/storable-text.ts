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
