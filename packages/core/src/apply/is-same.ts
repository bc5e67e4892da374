import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../canonical-json.ts';

/** Whether two values of plain data say the same: an `undefined` member is none, and instants may be text. */
export function isSame(left: unknown, right: unknown): boolean {
  return left === right || isDeepStrictEqual(left, right) || canonicalJson(left) === canonicalJson(right);
}
