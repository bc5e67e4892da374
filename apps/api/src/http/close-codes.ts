import type { StopReason } from './live-connections.ts';

/**
 * How the hub closes a WebSocket on its own account. 4400 to 4429 are those of the protocol
 * graphql-transport-ws. After 1012, 1013, 4013 and 4014 the client is welcome back and continues with
 * `after`; the client of graphql-ws reconnects by itself.
 */
export const CLOSE_CODES = {
  /** The hub stops or restarts (the "Service Restart" of the IANA registry). */
  restart: 1012,
  /** The hub cannot answer now, for example because its database is away. */
  tryAgainLater: 1013,
  /** The client read too slowly. */
  tooSlow: 4013,
  /** The token may now see other shops or do other things. */
  rightsChanged: 4014,
  internalError: 4500,
  /** No token was sent. */
  unauthorized: 4401,
  /** The token is unknown, revoked or past its end, or has too many connections. */
  forbidden: 4403,
} as const;

/** The code and the words for a reason. */
export function closeOf(reason: StopReason): { code: number; reason: string } {
  switch (reason) {
    case 'expired':
      return { code: CLOSE_CODES.forbidden, reason: 'Token expired: connect with another one' };
    case 'revoked':
      return { code: CLOSE_CODES.forbidden, reason: 'Token revoked: connect with another one' };
    case 'changed':
      return { code: CLOSE_CODES.rightsChanged, reason: 'Rights of the token changed: connect again' };
    case 'closing':
      return { code: CLOSE_CODES.restart, reason: 'Restarting: connect again' };
  }
}

/** Adds where to go on, as long as the words still fit into a close frame (123 bytes). */
export function withResume(reason: string, cursor: string | null): string {
  const whole = cursor === null ? `${reason}; resume with your last cursor` : `${reason}; resume with after: ${cursor}`;
  return Buffer.byteLength(whole) <= 123 ? whole : `${reason}; resume with your last cursor`;
}
