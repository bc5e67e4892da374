import { z } from 'zod';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/**
 * Whether the text is a number of a Chinese identity card: 18 characters with the birthday as the 7th to 14th, the last
 * a check digit (GB 11643-1999).
 */
export function isIdCardNumber(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number) || !z.iso.date().safeParse(idCardBirthday(number)).success) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number.charAt(place)), 0);
  return CHECK_DIGITS.charAt(sum % CHECK_DIGITS.length) === number.charAt(17);
}

/** The holder's birthday, `yyyy-MM-dd`, as the number tells it. */
export function idCardBirthday(number: string): string {
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
}
