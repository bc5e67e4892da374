import { expect, test } from 'vitest';
import { fingerprinted } from '../src/apply/fingerprint.ts';
import type { OrderSnapshot } from '../src/snapshot.ts';
import { snapshot } from './support/order-states.ts';

function fingerprintOf(facts: OrderSnapshot): Buffer {
  return fingerprinted(facts).fingerprint;
}

test('a fingerprint does not depend on the order of keys, on lists that are left out, nor on what each raw answer has of its own', () => {
  const detail = { a: 1, b: { c: 2, d: 3 } };
  const reordered = { b: { d: 3, c: 2 }, a: 1 };
  const answer = { ...snapshot, raw: 'request 1', rawDigest: 'digest 1' };
  expect(fingerprintOf({ ...answer, detail })).toEqual(
    fingerprintOf({ ...answer, detail: reordered, raw: 'request 2' }),
  );
  expect(fingerprintOf({ ...answer, detail })).not.toEqual(fingerprintOf(answer));
  expect(fingerprintOf({ ...answer, rawDigest: 'digest 2' })).not.toEqual(fingerprintOf(answer));
  expect(fingerprintOf({ ...snapshot, changes: [], tickets: [], notices: [] })).toEqual(fingerprintOf(snapshot));
  expect(fingerprintOf({ ...snapshot, raw: 'request 2' })).not.toEqual(
    fingerprintOf({ ...snapshot, raw: 'request 1' }),
  );
});
