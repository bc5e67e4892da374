import { v7 } from 'uuid';

/** A new row id: a UUID of version 7, so that ids made later sort later. */
export function newId(at: Date): string {
  return v7({ msecs: at.getTime() });
}
