import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { OrderSnapshot } from '../snapshot.ts';
import { isStorableJson, storableValue } from '../storable-text.ts';

/** A snapshot that PostgreSQL takes, and what tells it from others. */
export interface Fingerprinted {
  readonly snapshot: OrderSnapshot;
  /** SHA-256 of all that the snapshot says but its raw text, which may differ in request ids. */
  readonly fingerprint: Buffer;
}

/** Snapshots of one state have the same fingerprint. Text that PostgreSQL refuses is mended; the raw text stays as it is. */
export function fingerprinted(snapshot: OrderSnapshot): Fingerprinted {
  const { raw, ...facts } = snapshot;
  const json = canonicalJson(facts);
  const storable = isStorableJson(json);
  const fingerprint = createHash('sha256').update(json).digest();
  return { snapshot: storable ? snapshot : { ...storableValue(facts), raw }, fingerprint };
}
