/** What a word or number of the channel means: its key in a table of `FLIGHT_WORDS`. Undefined for one not listed. */
export function meaningOf<Words extends Readonly<Record<string, string | number>>>(
  words: Words,
  given: string | number | undefined,
): (keyof Words & string) | undefined {
  return Object.keys(words).find((key) => words[key] === given);
}
