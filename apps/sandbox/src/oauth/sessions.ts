import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { shopById } from '../shops.ts';
import type { App, Shop } from '../shops.ts';
import type { Shelf } from '../state/shelf.ts';

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

/** A session on its shelf, where its access token is the key. */
export interface KeptSession {
  readonly refreshToken: string;
  /** Id of the shop. */
  readonly shop: string;
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

/** The sessions on the shelf. New keys are drawn from the seed: a sandbox with the same seed opens with the same keys. */
export function createSessions(context: {
  clock: Clock;
  random: Random;
  shops: readonly Shop[];
  shelf: Shelf<KeptSession>;
}): SessionStore {
  const { clock, random, shops, shelf } = context;
  const byAccess = new Map<string, Session>();
  for (const [accessToken, { shop: id, ...kept }] of shelf.left()) {
    const shop = shopById(shops, id);
    byAccess.set(accessToken, { accessToken, ...kept, app: shop.app, shop });
  }
  const end = ({ accessToken }: Session): void => {
    byAccess.delete(accessToken);
    shelf.remove(accessToken);
  };

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
      const { refreshToken, expiresAt, refreshUntil } = session;
      shelf.put(session.accessToken, { refreshToken, shop: shop.id, expiresAt, refreshUntil });
      return session;
    },
    find(accessToken) {
      const session = byAccess.get(accessToken);
      return session && session.expiresAt > clock.now().getTime() ? session : undefined;
    },
    refresh(refreshToken, app) {
      const old = [...byAccess.values()].find((session) => session.refreshToken === refreshToken);
      if (!old || old.app.key !== app.key || old.refreshUntil <= clock.now().getTime()) return undefined;
      end(old);
      return store.issue(old.shop);
    },
    current: (shop) =>
      [...byAccess.values()].findLast(
        (session) => session.shop.id === shop.id && session.expiresAt > clock.now().getTime(),
      ),
    expire(shop) {
      const keys = [...byAccess.values()].filter((session) => session.shop.id === shop.id);
      for (const session of keys) end(session);
      return keys.length;
    },
  };
  return store;
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
}
