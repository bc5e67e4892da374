import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';

import { ASSUMED_NAMES, renamed, SHIP_NAMES, SHIP_WORDS } from '../src/wire.ts';

const WIRE = readFileSync(new URL('../WIRE.md', import.meta.url), 'utf8');
const ENTRIES = Object.entries(SHIP_NAMES).flatMap(([group, names]) =>
  Object.entries(names).map(([key, name]) => ({ group, key, entry: `${group}.${key}`, name })),
);

describe('WIRE.md', () => {
  it('lists every assumed name with its reason, and nothing else as assumed', () => {
    const rows = section('Assumed names').matchAll(/^\| `([\w.]+)` *\| `(\w+)` *\| (\S.*?) *\|$/gm);
    const listed = [...rows].map(([, entry, name]) => `${entry} ${name}`);
    const assumed = ENTRIES.filter(({ entry }) => ASSUMED_NAMES.includes(entry));
    expect(listed.sort()).toEqual(assumed.map(({ entry, name }) => `${entry} ${name}`).sort());
  });

  it('lists every other name with its source, and nothing else as documented', () => {
    const rows = section('Documented names').matchAll(/^\| `(\w+)` *\| (\S.*?) *\| (\S.*?) *\|$/gm);
    const listed = [...rows].flatMap(([, group, , names = '']) =>
      [...names.matchAll(/(\w+) `([\w.]+)`/g)].map(([, key, name]) => `${group}.${key} ${name}`),
    );
    const documented = ENTRIES.filter(({ entry }) => !ASSUMED_NAMES.includes(entry));
    expect(listed.sort()).toEqual(documented.map(({ entry, name }) => `${entry} ${name}`).sort());
  });

  const { signature, unreadable, stale, replayed, invalid, late, otherContent, processing } = SHIP_WORDS.answerCode;
  test.each([signature, unreadable, stale, replayed, invalid, late, otherContent, processing])(
    'explains the code %s',
    (code) => expect(WIRE).toContain(code),
  );
});

describe('the one table', () => {
  const sources = readdirSync(new URL('../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'wire.ts')
    .map((file) => ({ file, code: withoutProse(readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')) }));
  const words = [SHIP_WORDS.statusText, SHIP_WORDS.answerCode].flatMap((table) => Object.values<string>(table));
  // A name such as `success` or `message` is a word of every program; these are not.
  const distinctive = [...new Set([...ENTRIES.map(({ name }) => name), ...words])].filter((word) =>
    /[_.]|[^\x20-\x7e]/.test(word),
  );

  it('is looked for in every file, by enough words to find a stray one', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(distinctive.length).toBeGreaterThan(80);
  });

  it('is the only place of the adapter that knows a name or a word of the channel', () => {
    const strays = sources.flatMap(({ file, code }) =>
      distinctive.filter((word) => contains(code, word)).map((word) => `${file}: ${word}`),
    );
    expect(strays).toEqual([]);
  });

  it('is renamed as a whole, and tells which names are assumed', () => {
    const marked = renamed((name, _path, assumed) => (assumed ? `x_${name}` : name));
    expect(marked.createRequest.orderId).toBe(`x_${SHIP_NAMES.createRequest.orderId}`);
    expect(marked.createRequest.goodsId).toBe(SHIP_NAMES.createRequest.goodsId);
  });
});

function section(title: string): string {
  const [, text] = WIRE.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`WIRE.md has no section ${title}`);
  return text.split('\n## ', 1).join('');
}

/** What people read may name a document's API: comments, and the descriptions of the schema. */
function withoutProse(code: string): string {
  return code
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/description:\s*'(?:[^'\\]|\\.)*'/g, '');
}

function contains(code: string, word: string): boolean {
  return new RegExp(`(?<![\\w.])${word.replaceAll('.', String.raw`\.`)}(?![\\w])`, 'u').test(code);
}
