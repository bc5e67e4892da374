import { inspect } from 'node:util';

import type { Clock } from '../clock.ts';

/** Level of an API or field: reading or writing, ordinary or sensitive. `access` is the token itself. */
export type SessionLevel = 'access' | 'r1' | 'r2' | 'w1' | 'w2';

/** The account that authorised, where it was a sub-account of the seller. */
export interface SubUser {
  readonly id: string;
  readonly nick?: string;
}

/** What a {@link TopSession} is made of. */
export interface TopSessionFields {
  /** The session key, sent as `session`. Secret. */
  readonly accessToken: string;
  /** When each level ends. */
  readonly expiresAt: Readonly<Record<SessionLevel, Date>>;
  /** For a refresh; absent when the app may not refresh. Secret. */
  readonly refreshToken?: string | undefined;
  /** When the refresh token ends. */
  readonly refreshExpiresAt?: Date | undefined;
  /** Numeric id of the seller account, as text. */
  readonly userId: string;
  /** Nick of the seller. */
  readonly userNick: string;
  readonly subUser?: SubUser | undefined;
}

/**
 * A seller's authorisation of an app. The two tokens are readable as properties and appear nowhere else: not in
 * JSON, not in `util.inspect`, not when the object is spread.
 */
export class TopSession {
  readonly expiresAt: Readonly<Record<SessionLevel, Date>>;
  readonly refreshExpiresAt: Date | undefined;
  readonly userId: string;
  readonly userNick: string;
  readonly subUser: SubUser | undefined;
  readonly #accessToken: string;
  readonly #refreshToken: string | undefined;

  constructor(fields: TopSessionFields) {
    this.expiresAt = fields.expiresAt;
    this.refreshExpiresAt = fields.refreshExpiresAt;
    this.userId = fields.userId;
    this.userNick = fields.userNick;
    this.subUser = fields.subUser;
    this.#accessToken = fields.accessToken;
    this.#refreshToken = fields.refreshToken;
  }

  /** The session key. Secret: store it encrypted. */
  get accessToken(): string {
    return this.#accessToken;
  }

  /** The refresh token; `undefined` when this session cannot be refreshed. Secret. */
  get refreshToken(): string | undefined {
    return this.#refreshToken;
  }

  /** The session without its tokens. */
  toJSON(): Record<string, unknown> {
    const { expiresAt, refreshExpiresAt, userId, userNick, subUser } = this;
    return { expiresAt, refreshExpiresAt, userId, userNick, subUser, refreshable: this.#refreshToken !== undefined };
  }

  [inspect.custom](): string {
    return `TopSession ${inspect(this.toJSON())}`;
  }
}

/**
 * Whether a level of the session is over. A session may still read while it can no longer write: the platform gives
 * each level its own life.
 */
export function isExpired(session: TopSession, level: SessionLevel, clock: Clock): boolean {
  return session.expiresAt[level].getTime() <= clock.now().getTime();
}
