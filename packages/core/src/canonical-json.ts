/**
 * JSON with sorted keys, so that equal values give equal text. Follows `JSON.stringify` where that
 * is defined: `undefined` members are left out and dates become text. Big integers become text.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return member.toString();
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
