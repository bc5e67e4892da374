import type { Clock } from '../clock.ts';
import type { Session } from './sessions.ts';

/** A session as the token endpoint answers it (TOP article 102635). Lives in seconds, ends in epoch milliseconds. */
export function tokenAnswer(session: Session, clock: Clock): Record<string, string | number> {
  const left = Math.floor((session.expiresAt - clock.now().getTime()) / 1000);
  return {
    access_token: session.accessToken,
    token_type: 'Bearer',
    expires_in: left,
    refresh_token: session.refreshToken,
    re_expires_in: Math.floor((session.refreshUntil - clock.now().getTime()) / 1000),
    r1_expires_in: left,
    r2_expires_in: left,
    w1_expires_in: left,
    w2_expires_in: left,
    taobao_user_id: String(session.shop.sellerId),
    taobao_user_nick: encodeURIComponent(session.shop.nick),
  };
}

/** The same with the fields that only the gateway's `token_result` has. */
export function tokenResult(session: Session, clock: Clock): string {
  return JSON.stringify({
    ...tokenAnswer(session, clock),
    expire_time: session.expiresAt,
    refresh_token_valid_time: session.refreshUntil,
    r1_valid: session.expiresAt,
    r2_valid: session.expiresAt,
    w1_valid: session.expiresAt,
    w2_valid: session.expiresAt,
  });
}
