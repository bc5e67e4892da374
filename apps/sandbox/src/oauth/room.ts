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

/** Authorisation: sessions, the two OAuth endpoints and the token methods of the gateway. */
export interface OAuthRoom {
  readonly sessions: SessionStore;
  readonly http: OAuthHttp;
  readonly methods: readonly Method[];
}

/** Every shop has authorised its application already. */
export function createOAuthRoom(context: {
  clock: Clock;
  random: Random;
  apps: readonly App[];
  shops: readonly Shop[];
}): OAuthRoom {
  const { clock, random, apps, shops } = context;
  const sessions = createSessions(clock, random.fork('sessions'));
  const codes = createCodes(clock, random.fork('codes'));
  for (const shop of shops) sessions.issue(shop);
  return {
    sessions,
    http: createOAuthHttp({ apps, shops, codes, sessions, clock }),
    methods: tokenMethods({ codes, sessions, clock }),
  };
}
