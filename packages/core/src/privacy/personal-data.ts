/** The facts that identify a person. Every one is optional, every one is text as the channel gives it. */
export const PERSONAL_FIELDS = [
  'name',
  'namePinyin',
  'surnamePinyin',
  'givenNamePinyin',
  'phone',
  'email',
  'documentNumber',
  'birthday',
  'address',
  /** What the person wrote to the seller, or the seller noted about the person. */
  'message',
  /** Further facts the channel collects, as `key:value;` text, for example an emergency phone number. */
  'attributes',
] as const;
/** One of {@link PERSONAL_FIELDS}. */
export type PersonalField = (typeof PERSONAL_FIELDS)[number];
/** What identifies a person, as far as it is known. */
export type PersonalData = { readonly [Field in PersonalField]?: string };
