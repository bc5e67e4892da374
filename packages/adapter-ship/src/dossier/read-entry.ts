import type { DossierEntry } from '@interline/core';

import { ENTRY_CONTENTS } from './entry-contents.ts';
import type { EntryContents } from './entry-contents.ts';

/** An entry whose content has the form of its kind. */
export type ShipEntry = {
  [Kind in keyof EntryContents]: {
    readonly kind: Kind;
    readonly key: string;
    readonly recordedAt: Date;
    readonly content: EntryContents[Kind];
  };
}[keyof EntryContents];

/** An entry that cannot be read: of a kind that is not known, or of another form. */
export interface UnreadEntry {
  readonly kind: 'unknown' | 'malformed';
  readonly entry: DossierEntry;
}

/** Reads an entry. Total. */
export function readEntry(entry: DossierEntry): ShipEntry | UnreadEntry {
  if (!isKnown(entry.kind)) return { kind: 'unknown', entry };
  return readKnown(entry.kind, entry) ?? { kind: 'malformed', entry };
}

function isKnown(kind: string): kind is keyof EntryContents {
  return Object.hasOwn(ENTRY_CONTENTS, kind);
}

function readKnown<Kind extends keyof EntryContents>(kind: Kind, entry: DossierEntry): ShipEntry | undefined {
  const { data } = ENTRY_CONTENTS[kind].safeParse(entry.content);
  // The table gives each kind its own content, which TypeScript cannot follow through the lookup.
  return data && ({ kind, key: entry.key, recordedAt: entry.recordedAt, content: data } as ShipEntry);
}
