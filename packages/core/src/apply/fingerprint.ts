import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { OrderSnapshot } from '../snapshot.ts';
import { isStorableJson, storableValue } from '../storable-text.ts';

/** A snapshot that PostgreSQL takes, and what tells it from others. */
export interface Fingerprinted {
  readonly snapshot: OrderSnapshot;
  /** SHA-256 of all that the snapshot says and of its raw text, but for what each answer has of its own. */
  readonly fingerprint: Buffer;
}

/**
 * Snapshots of one state have the same fingerprint. A raw answer that differs only in what the mapping
 * does not read makes another, so that it is stored, although there is nothing to tell. Text that
 * PostgreSQL refuses is mended; the raw text stays as it is.
 */
export function fingerprinted(snapshot: OrderSnapshot): Fingerprinted {
  const { raw, rawDigest = raw, changes = [], tickets = [], notices = [], ...others } = snapshot;
  const facts = { ...others, changes, tickets, notices };
  const json = canonicalJson(facts);
  const storable = isStorableJson(json);
  const fingerprint = createHash('sha256').update(json).update(rawDigest).digest();
  return { snapshot: storable ? snapshot : { ...storableValue(facts), raw }, fingerprint };
}
