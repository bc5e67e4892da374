/** What the channel calls things: groups of names, by what they mean. */
export type WireNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The one table of names, and which of them no source documents. */
export interface WireTable {
  readonly names: WireNames;
  /** Places of the assumed ones in `names`, for example `order.status`. */
  readonly assumed: readonly string[];
}

/** A file's path below its folder, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * What WIRE.md and the table tell otherwise of each other. The sections are tables in Markdown: "Documented names" has a
 * row for each group, with its source and each key and name (| `order` | 4711 | status `order_status` |), "Assumed names"
 * one for each name, with the reason (| `order.status` | `order_status` | named like the others |).
 */
export function documentFaults(document: string, { names, assumed }: WireTable): string[] {
  const entries = Object.entries(names).flatMap(([group, members]) =>
    Object.entries(members).map(([key, name]) => ({ place: `${group}.${key}`, name })),
  );
  const isAssumed = ({ place }: { readonly place: string }): boolean => assumed.includes(place);
  const text = ({ place, name }: { readonly place: string; readonly name: string }): string => `${place} ${name}`;
  return [
    ...differing('Assumed names', listedAsAssumed(document), entries.filter(isAssumed).map(text)),
    ...differing(
      'Documented names',
      listedAsDocumented(document),
      entries.filter((each) => !isAssumed(each)).map(text),
    ),
  ];
}

/** A section of a document in Markdown, without its title; it may have sections of its own. */
export function sectionOf(document: string, title: string): string {
  const [, text] = document.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`WIRE.md has no section "${title}".`);
  return text.split('\n## ', 1).join('');
}

/** Which of the channel's words stand in which files, beside comments and the descriptions of a schema. */
export function strayWords(sources: readonly SourceFile[], words: readonly string[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const code = withoutProse(text);
    return words.filter((word) => contains(code, word)).map((word) => `${path}: ${word}`);
  });
}

/** The words that cannot be taken for those of any program, such as `type` or `id`. */
export function distinctiveWords(words: readonly string[]): string[] {
  return [...new Set(words)].filter((word) => /[_.]|[^\x20-\x7e]/.test(word));
}

function listedAsAssumed(document: string): string[] {
  const rows = sectionOf(document, 'Assumed names').matchAll(/^\| `([\w.]+)` *\| `([^`]+)` *\| (\S.*?) *\|$/gm);
  return [...rows].map(([, place, name]) => `${place} ${name}`);
}

function listedAsDocumented(document: string): string[] {
  const rows = sectionOf(document, 'Documented names').matchAll(/^\| `(\w+)` *\| (\S.*?) *\| (\S.*?) *\|$/gm);
  return [...rows].flatMap(([, group, , names = '']) =>
    [...names.matchAll(/(\w+) `([^`]+)`/g)].map(([, key, name]) => `${group}.${key} ${name}`),
  );
}

function differing(section: string, listed: readonly string[], wanted: readonly string[]): string[] {
  return [
    ...wanted.filter((each) => !listed.includes(each)).map((each) => `"${section}" of WIRE.md lacks ${each}`),
    ...listed
      .filter((each, place) => !wanted.includes(each) || listed.indexOf(each) < place)
      .map((each) => `"${section}" of WIRE.md has ${each}, which is not there in the table, or not so`),
  ];
}

/** What people read may name a document's API: comments, and the descriptions of the schema, which are sentences. */
function withoutProse(code: string): string {
  return code
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/description:\s*'(?=[^'\\]*\s)(?:[^'\\]|\\.)*'/g, '');
}

/** A word without dots may follow one, as a member of an object does. */
function contains(code: string, word: string): boolean {
  const before = word.includes('.') ? String.raw`(?<![\w.])` : String.raw`(?<!\w)`;
  return new RegExp(`${before}${word.replaceAll(/[^\w\s]/gu, escaped)}(?!\\w)`, 'u').test(code);
}

function escaped(sign: string): string {
  return /[\x21-\x7e]/.test(sign) ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : sign;
}
