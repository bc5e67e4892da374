import { wireName } from './parameters.ts';

const MAX_DEPTH = 200;

/** A JSON object of the wire, by field name. */
export type TopObject = Record<string, unknown>;

/** Whether the value is a JSON object: not null, not an array. */
export function isTopObject(value: unknown): value is TopObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The name of the object that a JSON answer is wrapped in: the method with `_` for `.`, without a leading
 * `taobao.`, plus `_response`.
 */
export function responseRoot(method: string): string {
  return `${method.replace(/^taobao\./, '').replaceAll('.', '_')}_response`;
}

/**
 * Replaces every array envelope with its array: JSON mirrors XML, so a field declared `SubOrderInfo[]` arrives as
 * `{"sub_order_info": […]}`. The inner key comes from the declared type, which is unknown here, so any object whose
 * only field is an array counts as an envelope. Plain arrays stay as they are.
 *
 * Only for answers that were **not** asked for with `simplify=true`: there an object may honestly have one array.
 *
 * @throws RangeError when the value is nested deeper than 200 levels.
 */
export function unwrapArrays(value: unknown): unknown {
  return unwrap(value, 0);
}

function unwrap(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`the answer is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return value.map((element) => unwrap(element, depth + 1));
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && Array.isArray(only[1])) return unwrap(only[1], depth + 1);
  return Object.fromEntries(entries.map(([name, member]) => [name, unwrap(member, depth + 1)]));
}

/**
 * The elements of a field that the documentation declares as an array, in every shape an answer may give it: an
 * array, an envelope, an empty envelope (`{}` or an empty text, as XML converters write it), or nothing at all.
 *
 * @throws TypeError for anything else, so that a field that changed its type is noticed.
 */
export function asArray(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  if (isTopObject(value)) {
    const members = Object.values(value);
    if (members.length === 0) return [];
    if (members.length === 1 && Array.isArray(members[0])) return members[0];
  }
  throw new TypeError(`expected an array or an array envelope, got ${describe(value)}`);
}

/**
 * Puts an array into the envelope of its declared element type: `wrapArray('SubOrderInfo', items)` is
 * `{ sub_order_info: items }`. `String` and `Number` give `string` and `number`.
 */
export function wrapArray(elementType: string, items: readonly unknown[]): TopObject {
  return { [wireName(elementType)]: items };
}

function describe(value: unknown): string {
  return isTopObject(value) ? `an object with ${Object.keys(value).length} fields` : typeof value;
}
