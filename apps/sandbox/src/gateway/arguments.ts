import { parseTopTime } from '@interline/top-client/codec';
import type { TopError } from './top-error.ts';
import { invalidArgument, missingArgument } from './top-error.ts';

/** How one application parameter is read. */
export interface Argument<Value> {
  readonly required: boolean;
  /** What the text must look like, for the error message. */
  readonly expected: string;
  /** The value, or undefined when the text does not fit. */
  readonly read: (text: string) => Value | undefined;
}

interface Required<Value> extends Argument<Value> {
  readonly required: true;
}

/** Application parameters of a method, by wire name. */
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

/** What a method receives for its parameters. */
export type ArgumentValues<Declared extends Arguments> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Required<infer Value>
    ? Value
    : Declared[Name] extends Argument<infer Value>
      ? Value | undefined
      : never;
};

/** The same parameter, mandatory. */
export function required<Value>(argument: Argument<Value>): Required<Value> {
  return { ...argument, required: true };
}

/** A 64-bit positive id. */
export const id: Argument<bigint> = argument('a positive 64-bit number', (text) => {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > 0n && value < 2n ** 63n ? value : undefined;
});

/** Text of at most 500 characters unless told otherwise. */
export function text(longest = 500): Argument<string> {
  return argument(`text of 1 to ${longest} characters`, (value) => (value.length <= longest ? value : undefined));
}

/** A time in GMT+8, read as epoch milliseconds. */
export const time: Argument<number> = argument('yyyy-MM-dd HH:mm:ss', (value) => {
  try {
    return parseTopTime(value).getTime();
  } catch {
    return undefined;
  }
});

/** A whole number in a range, both ends included. */
export function integer(low: number, high: number): Argument<number> {
  return argument(`a whole number from ${low} to ${high}`, (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= low && number <= high ? number : undefined;
  });
}

/** One of the given numbers. */
export function oneOf(...allowed: number[]): Argument<number> {
  return argument(`one of ${allowed.join(', ')}`, (value) => allowed.find((number) => String(number) === value));
}

/** A comma-separated list of at most `most` texts. */
export function texts(most: number): Argument<readonly string[]> {
  return argument(`at most ${most} values, comma separated`, (value) => {
    const values = value.split(',').map((part) => part.trim());
    return values.length <= most && values.every((part) => part !== '') ? values : undefined;
  });
}

/** A comma-separated list of at most `most` message ids. */
export function messageIds(most: number): Argument<readonly number[]> {
  return argument(`at most ${most} numbers, comma separated`, (value) => {
    const ids = value.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
    return ids.length <= most && ids.every(Number.isSafeInteger) ? ids : undefined;
  });
}

/** Reads all declared parameters. An empty value counts as absent. */
export function readArguments<Declared extends Arguments>(
  declared: Declared,
  parameters: ReadonlyMap<string, string>,
): { kind: 'values'; values: ArgumentValues<Declared> } | TopError {
  const values: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(declared)) {
    const given = parameters.get(name);
    if (given === undefined || given === '') {
      if (rule.required) return missingArgument(name);
      continue;
    }
    const value = rule.read(given);
    if (value === undefined) return invalidArgument(name, rule.expected);
    values[name] = value;
  }
  return { kind: 'values', values: values as ArgumentValues<Declared> };
}

function argument<Value>(expected: string, read: (text: string) => Value | undefined): Argument<Value> {
  return { required: false, expected, read };
}
