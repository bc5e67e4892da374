import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { App, Shop } from '../shops.ts';

/** How long a session key lives, in seconds; documents speak of three to six months. */
const SESSION_SECONDS = 180 * 86_400;
const REFRESH_SECONDS = 210 * 86_400;

/** A session key: an application's right to act for a seller. */
export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly app: App;
  readonly shop: Shop;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly refreshUntil: number;
}

/** All session keys of the sandbox. */
export interface SessionStore {
  /** A new session of a shop; older ones stay valid. */
  issue(shop: Shop): Session;
  /** The live session with this key. */
  find(accessToken: string): Session | undefined;
  /** Changes a refresh token for a new session; the token works once. */
  refresh(refreshToken: string, app: App): Session | undefined;
  /** The newest live session of a shop. */
  current(shop: Shop): Session | undefined;
  /** Ends every session of a shop. Returns how many. */
  expire(shop: Shop): number;
}

/** Session keys drawn from the seed, so that a sandbox with the same seed opens with the same keys. */
export function createSessions(clock: Clock, random: Random): SessionStore {
  const byAccess = new Map<string, Session>();

  const store: SessionStore = {
    issue(shop) {
      const session: Session = {
        accessToken: `6101${hex(random, 48)}`,
        refreshToken: `6102${hex(random, 48)}`,
        app: shop.app,
        shop,
        expiresAt: clock.now().getTime() + SESSION_SECONDS * 1000,
        refreshUntil: clock.now().getTime() + REFRESH_SECONDS * 1000,
      };
      byAccess.set(session.accessToken, session);
      return session;
    },
    find(accessToken) {
      const session = byAccess.get(accessToken);
      return session && session.expiresAt > clock.now().getTime() ? session : undefined;
    },
    refresh(refreshToken, app) {
      const old = [...byAccess.values()].find((session) => session.refreshToken === refreshToken);
      if (!old || old.app.key !== app.key || old.refreshUntil <= clock.now().getTime()) return undefined;
      byAccess.delete(old.accessToken);
      return store.issue(old.shop);
    },
    current: (shop) =>
      [...byAccess.values()].findLast(
        (session) => session.shop.id === shop.id && session.expiresAt > clock.now().getTime(),
      ),
    expire(shop) {
      const keys = [...byAccess.values()].filter((session) => session.shop.id === shop.id);
      for (const session of keys) byAccess.delete(session.accessToken);
      return keys.length;
    },
  };
  return store;
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
}
