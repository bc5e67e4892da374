/** The same object without the members that are null or undefined. */
export function compact<Facts extends object>(
  facts: Facts,
): { readonly [Name in keyof Facts]?: Exclude<Facts[Name], null | undefined> } {
  const members = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(members) as { readonly [Name in keyof Facts]?: Exclude<Facts[Name], null | undefined> };
}
