/** The same object without the members that are undefined. */
export function compact<Facts extends object>(
  facts: Facts,
): { readonly [Name in keyof Facts]?: Exclude<Facts[Name], undefined> } {
  const members = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as { readonly [Name in keyof Facts]?: Exclude<Facts[Name], undefined> };
}
