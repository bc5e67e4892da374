import { createHash } from 'node:crypto';

/** A place in the feed: right after event `seq` of transaction `tx`. */
export interface FeedPlace {
  readonly tx: bigint;
  readonly seq: bigint;
}

/**
 * `MALFORMED`: not a cursor. `FOREIGN`: of another database, or of a later state of this one than the
 * backup it was restored from. `STALE`: the events after it are pruned.
 */
export type CursorErrorCode = 'MALFORMED' | 'FOREIGN' | 'STALE';

/** A cursor from which the feed cannot be resumed. The message says what to do instead. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
  readonly code: CursorErrorCode;

  constructor(code: CursorErrorCode) {
    super(MESSAGES[code]);
    this.code = code;
  }
}

const START_ANEW = 'Read the orders you need with the `orders` query, then subscribe without `after`.';
const MESSAGES: Readonly<Record<CursorErrorCode, string>> = {
  MALFORMED: `The cursor is not one that this API gave out. Pass the \`cursor\` of an event unchanged. If you have lost it: ${START_ANEW}`,
  FOREIGN: `The cursor belongs to another feed: to another hub, or to this one before its database was restored. ${START_ANEW}`,
  STALE: `The cursor is too old: events after it have been pruned. ${START_ANEW}`,
};

const VERSION = 1;
const MARK_BYTES = 4;
const BYTES = 1 + MARK_BYTES + 8 + 8;

/** The cursor for a place, as opaque text fit for a URL. */
export function encodeCursor(feedId: string, place: FeedPlace): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt8(VERSION, 0);
  bytes.set(markOf(feedId), 1);
  bytes.writeBigUInt64BE(place.tx, 1 + MARK_BYTES);
  bytes.writeBigUInt64BE(place.seq, 1 + MARK_BYTES + 8);
  return bytes.toString('base64url');
}

/** @throws CursorError `MALFORMED` or `FOREIGN` */
export function decodeCursor(feedId: string, cursor: string): FeedPlace {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== cursor) {
    throw new CursorError('MALFORMED');
  }
  if (!markOf(feedId).equals(bytes.subarray(1, 1 + MARK_BYTES))) throw new CursorError('FOREIGN');
  const place = { tx: bytes.readBigUInt64BE(1 + MARK_BYTES), seq: bytes.readBigUInt64BE(1 + MARK_BYTES + 8) };
  if (place.seq > MAX_SEQ) throw new CursorError('MALFORMED');
  return place;
}

/** PostgreSQL's bigint ends here. */
const MAX_SEQ = 2n ** 63n - 1n;

function markOf(feedId: string): Buffer {
  return createHash('sha256').update(feedId).digest().subarray(0, MARK_BYTES);
}
