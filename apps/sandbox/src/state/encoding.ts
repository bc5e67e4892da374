/** How a bigint looks in kept JSON. */
interface TaggedBigint {
  readonly $bigint: string;
}

/** A value as JSON text; bigints are tagged. Fields that are undefined are left out. */
export function encodeState(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'bigint' ? ({ $bigint: String(part) } satisfies TaggedBigint) : part,
  );
}

/** The value of {@link encodeState}'s text. Throws SyntaxError when the text is not such. */
export function decodeState(text: string): unknown {
  // Looking at every field takes three times as long as reading them, and most of what is kept has no bigint.
  if (!text.includes('$bigint')) return JSON.parse(text) as unknown;
  return JSON.parse(text, (_name, part: unknown) => (isTagged(part) ? BigInt(part.$bigint) : part));
}

function isTagged(value: unknown): value is TaggedBigint {
  return typeof value === 'object' && value !== null && '$bigint' in value;
}
