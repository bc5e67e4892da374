import { SealError } from './seal.ts';
import type { SealedPlace, Sealer } from './seal.ts';
import type { JsonObject } from '../snapshot.ts';

/** Facts that go out and come back without anybody being able to read or change them; text fit for a URL. */
export function sealToken(sealer: Sealer, place: SealedPlace, facts: JsonObject): string {
  return sealer.seal(place, JSON.stringify(facts)).toString('base64url');
}

/** What {@link sealToken} sealed for the same place; null when the token is of another place, was changed, or is none. */
export function openSealedToken(sealer: Sealer, place: SealedPlace, token: string): JsonObject | null {
  const sealed = Buffer.from(token, 'base64url');
  // Node reads over what is not base64url, and over bits that stand for nothing.
  if (sealed.toString('base64url') !== token) return null;
  try {
    return JSON.parse(sealer.open(place, sealed)) as JsonObject;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}
