/** Seeded randomness: the same seed gives the same run. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of a non-empty list. */
  pick<Value>(values: readonly Value[]): Value;
  /** One key of a table of weights, at least one of them above 0; they need not add up to 1. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key;
  /** `length` decimal digits. */
  digits(length: number): string;
  /** A stream of its own, decided by this stream's seed and the label, so that drawing from one never shifts another. */
  fork(label: string): Random;
}

/** Random numbers from a whole-number seed. */
export function seededRandom(seed: number): Random {
  const next = mulberry32(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick(values) {
      const value = values[integer(0, values.length - 1)];
      if (value === undefined) throw new Error('cannot pick from an empty list');
      return value;
    },
    weighted: (weights) => pickWeighted(weights, next()),
    digits: (length) => Array.from({ length }, () => integer(0, 9)).join(''),
    fork: (label) => seededRandom(hash(seed, label)),
  };
}

function pickWeighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>, draw: number): Key {
  const entries = (Object.entries<number | undefined>(weights) as [Key, number][]).filter(([, weight]) => weight > 0);
  let left = draw * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  // Rounding may leave a little: then it was the last one's turn.
  const [last] = entries.at(-1) ?? [];
  if (last === undefined) throw new Error('cannot pick: no weight is above zero');
  return last;
}

/** Mulberry32, a small public-domain generator with a 32-bit state. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over the label, started from the seed. */
function hash(seed: number, label: string): number {
  let value = (seed ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < label.length; index += 1) {
    value = Math.imul(value ^ label.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
