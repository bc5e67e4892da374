import { canonicalJson } from '../canonical-json.ts';

/**
 * The places where two inputs differ, for example `passengers[0].tickets[1].price`: by path only, because values may be
 * personal. What only one of them has is one place, however much there is below it.
 */
export function differingFields(first: unknown, second: unknown): string[] {
  return differences(first, second, '').sort();
}

function differences(left: unknown, right: unknown, path: string): string[] {
  if (canonicalJson({ value: left }) === canonicalJson({ value: right })) return [];
  const [inLeft, inRight] = [membersOf(left), membersOf(right)];
  if (inLeft === null || inRight === null || Array.isArray(left) !== Array.isArray(right)) return [path];
  const names = new Set([...inLeft.keys(), ...inRight.keys()]);
  return [...names].flatMap((name) => {
    const place = typeof name === 'number' ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return differences(inLeft.get(name), inRight.get(name), place);
  });
}

function membersOf(value: unknown): Map<string | number, unknown> | null {
  if (Array.isArray(value)) return new Map(value.entries());
  if (typeof value !== 'object' || value === null || value instanceof Date) return null;
  return new Map(Object.entries(value));
}
