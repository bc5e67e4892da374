import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';

const CLIENT_KEY = /^[\x20-\x7e]{1,128}$/;

/** Whether a caller may name a wish so: 1 to 128 printable ASCII characters. */
export function isClientKey(text: string): boolean {
  return CLIENT_KEY.test(text);
}

/** The key of a command that an order's dossier owes: longer than a caller's may be, so that nobody can take it. */
export function owedKey(reference: string, name: string, key: string): string {
  const digest = createHash('sha512')
    .update(canonicalJson([reference, name, key]))
    .digest('hex');
  return `owed-${digest}`;
}

/** Whether the key is of a command that a dossier owes. */
export function isOwedKey(text: string): boolean {
  return !isClientKey(text);
}
