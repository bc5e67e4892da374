import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { distinctiveWords, documentFaults, sectionOf, strayWords } from './wire-faults.ts';
import type { SourceFile, WireTable } from './wire-faults.ts';

/** What a package knows of the wire. */
export interface WireHarness extends WireTable {
  /** The folder with `WIRE.md` and `src/`; the table stands in `src/wire.ts` or below `src/wire/`. */
  readonly package: URL;
  /** The channel's words with a meaning, such as those of an enumeration, that stand in the table besides the names. */
  readonly words: readonly string[];
  /** Words whose meaning a section of `WIRE.md` must tell, by the title of the section. Default none. */
  readonly explained?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Proves that `WIRE.md` lists every name of the table, each as documented or as assumed, and that no other file of the
 * package knows a name or a word of the channel: a name that turns out to be wrong is then corrected in one place. Call it
 * in a vitest file.
 */
export function describeWire({ package: folder, words, explained = {}, ...table }: WireHarness): void {
  const document = readFileSync(new URL('WIRE.md', folder), 'utf8');
  const files = sourcesOf(new URL('src/', folder));
  const isTable = ({ path }: SourceFile): boolean => path === 'wire.ts' || path.startsWith('wire/');
  const names = Object.values(table.names).flatMap((members) => Object.values(members));
  const distinctive = distinctiveWords([...names, ...words]);

  describe('WIRE.md', () => {
    it('lists every name of the table, with its source or with the reason why it is assumed, and no other', () => {
      expect(documentFaults(document, table)).toEqual([]);
    });

    it.each(Object.entries(explained).flatMap(([title, said]) => said.map((word) => [word, title] as const)))(
      'explains %s in "%s"',
      (word, title) => expect(sectionOf(document, title)).toContain(word),
    );
  });

  describe('the table of the wire', () => {
    it('is the only place of the package that knows a name or a word of the channel', () => {
      expect(
        strayWords(
          files.filter((file) => !isTable(file)),
          distinctive,
        ),
      ).toEqual([]);
    });

    it('has its names and words found where they stand', () => {
      const found = new Set(files.filter(isTable).flatMap(({ text }) => strayWords([{ path: '', text }], distinctive)));
      expect(distinctive.length).toBeGreaterThan(0);
      expect(distinctive.filter((word) => !found.has(`: ${word}`))).toEqual([]);
    });
  });
}

function sourcesOf(folder: URL): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
}
