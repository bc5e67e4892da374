import { createHash } from 'node:crypto';
import type { OrderSnapshot } from '../snapshot.ts';
import { canonicalJson } from '../canonical-json.ts';

/**
 * SHA-256 of all that a snapshot says but its raw text, which may differ in request ids. Snapshots of
 * one state have the same.
 */
export function fingerprintOf(snapshot: OrderSnapshot): Buffer {
  const { raw: _raw, ...facts } = snapshot;
  return createHash('sha256').update(canonicalJson(facts)).digest();
}
