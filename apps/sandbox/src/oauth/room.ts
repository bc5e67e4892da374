import type { Clock } from '../clock.ts';
import type { Method } from '../gateway/method.ts';
import type { Random } from '../random.ts';
import type { App, Shop } from '../shops.ts';
import { createCodes } from './codes.ts';
import { createOAuthHttp } from './http.ts';
import type { OAuthHttp } from './http.ts';
import { tokenMethods } from './methods.ts';
import { createSessions } from './sessions.ts';
import type { SessionStore } from './sessions.ts';
import type { State } from '../state/state.ts';

/** Authorisation: sessions, the two OAuth endpoints and the token methods of the gateway. */
export interface OAuthRoom {
  readonly sessions: SessionStore;
  readonly http: OAuthHttp;
  readonly methods: readonly Method[];
}

/** Every new shop has authorised its application already. */
export function createOAuthRoom(context: {
  clock: Clock;
  random: Random;
  apps: readonly App[];
  shops: readonly Shop[];
  /** Those of the shops that no earlier run knew. */
  newShops: readonly Shop[];
  state: State;
}): OAuthRoom {
  const { clock, random, apps, shops, newShops, state } = context;
  const sessions = createSessions({
    clock,
    random: random.fork('sessions'),
    shops,
    shelf: state.shelf('session'),
  });
  const codes = createCodes(clock, random.fork('codes'));
  for (const shop of newShops) sessions.issue(shop);
  return {
    sessions,
    http: createOAuthHttp({ apps, shops, codes, sessions, clock }),
    methods: tokenMethods({ codes, sessions, clock }),
  };
}
