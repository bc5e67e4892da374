import { idText, parseTopTime } from '@interline/top-client/codec';

import { ChannelError } from '@interline/core';
import { value } from './reader.ts';
import type { Place } from './reader.ts';

const EARLIEST_YEAR = '1970';
const LARGEST_COUNT = 2 ** 31 - 1;
const DIGITS_OF_A_DOUBLE = 15;

/** Text, also where the wire has a number or a Boolean for it. */
export const text = value((given) =>
  typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? String(given) : undefined,
);

/** A 64-bit id, as text. */
export const id = value(idText);

/** A small whole number: a count, or one of the numbers that stand for words. */
export const whole = value((given) => {
  const number = typeof given === 'string' && /^-?\d{1,10}$/.test(given) ? Number(given) : given;
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= LARGEST_COUNT
    ? number
    : undefined;
});

/** A Boolean, as JSON or as text. */
export const flag = value((given) => {
  if (given === true || given === 'true') return true;
  return given === false || given === 'false' ? false : undefined;
});

/** A time `yyyy-MM-dd HH:mm:ss` in GMT+8, with or without the seconds. Years before 1970 stand for "no time". */
export const time = value((given) => (typeof given === 'string' ? instantOf(given) : undefined));

/**
 * Money in yuan, as a number or as text, as whole fen. The digits are moved, never calculated with, so that 0.1 and
 * 0.2 yuan are 30 fen; a number is read by the 15 digits that a double carries, so that a sum which the platform
 * calculated as 0.30000000000000004 is 30 fen too.
 *
 * @throws ChannelError `unreadable`, naming the field, for an amount that fen cannot hold exactly: rounding would
 *   change money.
 */
export const yuan = value((given, place) => {
  const written = typeof given === 'number' ? digitsOf(given) : typeof given === 'string' ? given : '';
  const [, sign, whole, decimals = ''] = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(written) ?? [];
  if (whole === undefined) return undefined;
  const isRounded = typeof given === 'number' && (whole + decimals).replace(/^0+/, '').length > DIGITS_OF_A_DOUBLE;
  if (/[1-9]/.test(decimals.slice(2)) || (isRounded && !Number.isSafeInteger(given))) throw inexact(place);
  return BigInt(`${sign}${whole}${decimals.slice(0, 2).padEnd(2, '0')}`);
});

/**
 * Reads a local time of a flight: in full, or as `HH:mm` on the day given.
 *
 * @param day `yyyy-MM-dd`
 * @param after for an arrival: the departure, because a time of day before it is of the next day
 */
export function flightTime(written: string | undefined, day: string | undefined, after?: Date): Date | undefined {
  if (written === undefined) return undefined;
  const full = instantOf(written);
  if (full !== undefined || day === undefined) return full;
  const onTheDay = instantOf(`${day.slice(0, 10)} ${written}`);
  return onTheDay !== undefined && after !== undefined && onTheDay < after
    ? new Date(onTheDay.getTime() + DAY_MS)
    : onTheDay;
}

const DAY_MS = 86_400_000;

/** Below it, 15 digits reach two places further than the fen, so that a fraction of one still shows. */
const CALCULATED_BELOW = 1e11;

function digitsOf(amount: number): string {
  const mayBeCalculated = !Number.isInteger(amount) && Math.abs(amount) < CALCULATED_BELOW;
  return mayBeCalculated ? amount.toPrecision(DIGITS_OF_A_DOUBLE) : String(amount);
}

function instantOf(written: string): Date | undefined {
  try {
    const inFull = /\d\d:\d\d:\d\d$/.test(written) ? written : `${written}:00`;
    return written.slice(0, 4) < EARLIEST_YEAR ? undefined : parseTopTime(inFull);
  } catch {
    return undefined;
  }
}

function inexact({ path }: Place): ChannelError {
  return new ChannelError(
    'unreadable',
    'FRACTION_OF_A_FEN',
    `${path}: the amount in yuan has a fraction of a fen and cannot be kept exactly. Check the unit with the platform.`,
  );
}
