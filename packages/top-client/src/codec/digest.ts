import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a request is signed; sent as `sign_method` and therefore part of what is signed (TOP article 101617). */
export type SignMethod = 'md5' | 'hmac' | 'hmac-sha256';

/** The upper-case hex digest of the pieces, one after the other, as the method uses the secret. */
export function digest(pieces: readonly (string | Uint8Array)[], secret: string, method: SignMethod): string {
  const hash = hashOf(secret, method);
  for (const piece of method === 'md5' ? [secret, ...pieces, secret] : pieces) hash.update(piece);
  return hash.digest('hex').toUpperCase();
}

/** Whether two digests are the same, in constant time and regardless of letter case. */
export function sameDigest(given: string, expected: string): boolean {
  const givenBytes = Buffer.from(given.toUpperCase());
  const expectedBytes = Buffer.from(expected);
  return givenBytes.length === expectedBytes.length && timingSafeEqual(givenBytes, expectedBytes);
}

function hashOf(secret: string, method: SignMethod) {
  switch (method) {
    case 'md5':
      return createHash('md5');
    case 'hmac':
      return createHmac('md5', secret);
    case 'hmac-sha256':
      return createHmac('sha256', secret);
  }
}
