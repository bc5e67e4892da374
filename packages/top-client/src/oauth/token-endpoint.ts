import type { Dispatcher } from 'undici';

import { createAgent, DEFAULT_TIMEOUTS, post } from '../client/http.ts';
import type { Timeouts } from '../client/http.ts';
import { redactor } from '../client/redact.ts';
import type { Redact } from '../client/redact.ts';
import { TopError } from '../client/top-error.ts';
import type { Clock } from '../clock.ts';
import { idText, parseTopJson } from '../codec/json.ts';
import { isTopObject } from '../codec/response.ts';
import { oauthEndpoints } from './endpoints.ts';
import type { OAuthEnvironment } from './endpoints.ts';
import { readToken } from './read-token.ts';
import type { TopSession } from './top-session.ts';

/** What the token endpoint is called with. */
export interface TokenEndpointOptions {
  readonly appKey: string;
  readonly appSecret: string;
  readonly environment: OAuthEnvironment;
  readonly clock: Clock;
  readonly timeouts?: Partial<Timeouts>;
  /** Connections to use instead of an own one. */
  readonly dispatcher?: Dispatcher;
}

/**
 * Exchanges the `code` of a callback for a session at the token endpoint.
 *
 * @param code works once, within 30 minutes.
 * @param redirectUri the same as in {@link authorizeUrl}.
 * @throws TopError `session` when the platform refuses: have the seller authorise again. `unknown-outcome` when the
 *   answer got lost: the code may be used up.
 */
export function exchangeCode(
  options: TokenEndpointOptions & { readonly code: string; readonly redirectUri: string },
): Promise<TopSession> {
  return requestToken('OAuth code exchange', options, {
    grant_type: 'authorization_code',
    code: options.code,
    redirect_uri: options.redirectUri,
  });
}

/**
 * Refreshes a session at the token endpoint. The old refresh token is useless afterwards: store the new session in
 * one transaction.
 *
 * @throws TopError `session` when the session cannot be refreshed (only service-market apps may) or the platform
 *   refuses.
 */
export async function refreshSession(
  options: TokenEndpointOptions & { readonly session: TopSession },
): Promise<TopSession> {
  const refreshToken = usableRefreshToken(options.session, options.clock);
  return requestToken(REFRESH, options, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** The refresh token of a session, or the error that says why there is none. */
export function usableRefreshToken(session: TopSession, clock: Clock): string {
  const { refreshToken, refreshExpiresAt } = session;
  if (refreshToken === undefined) {
    throw new TopError({ kind: 'session', method: REFRESH, what: 'this app may not refresh its sessions' });
  }
  if (refreshExpiresAt && refreshExpiresAt.getTime() <= clock.now().getTime()) {
    const what = `the refresh token ended at ${refreshExpiresAt.toISOString()}`;
    throw new TopError({ kind: 'session', method: REFRESH, what });
  }
  return refreshToken;
}

const REFRESH = 'OAuth refresh';
const MAX_TOKEN_BYTES = 64 * 1024;

async function requestToken(
  method: string,
  options: TokenEndpointOptions,
  grant: Record<string, string>,
): Promise<TopSession> {
  const { clock, appKey, appSecret } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const ownAgent = options.dispatcher ? undefined : createAgent(timeouts);
  const now = clock.now();
  try {
    const outcome = await post({
      url: oauthEndpoints(options.environment).token,
      body: new URLSearchParams({ ...grant, client_id: appKey, client_secret: appSecret }).toString(),
      dispatcher: options.dispatcher ?? ownAgent!,
      timeouts,
      maxResponseBytes: MAX_TOKEN_BYTES,
      clock,
    });
    if (outcome.outcome === 'not-sent') {
      throw new TopError({ kind: 'transient', method, what: `the endpoint was not reached (${outcome.reason})` });
    }
    if (outcome.outcome !== 'answered') {
      throw new TopError({ kind: 'unknown-outcome', method, what: outcome.reason, remedy: LOST_ANSWER });
    }
    const redact = redactor([appSecret], Object.values(grant));
    return sessionOf(method, outcome.text, outcome.status, now, redact);
  } finally {
    await ownAgent?.close();
  }
}

const LOST_ANSWER =
  'The code or refresh token may be used up: if a second try is refused, have the seller authorise again.';

function sessionOf(method: string, text: string, status: number, now: Date, redact: Redact): TopSession {
  const answer = parse(text);
  if (isTopObject(answer) && answer['error'] !== undefined) {
    const subCode = redact(idText(answer['error']) ?? 'unknown');
    const subMessage = redact(idText(answer['error_description']) ?? '');
    const what = `the platform refused (${[subCode, subMessage].filter(Boolean).join(', ')})`;
    throw new TopError({ kind: 'session', method, what, subCode, subMessage });
  }
  const read = readToken(answer, now);
  if (read.ok) return read.session;
  const what = status === 200 ? read.problem : `the endpoint answered HTTP ${status}`;
  throw new TopError({ kind: 'unknown-outcome', method, what, remedy: LOST_ANSWER });
}

function parse(text: string): unknown {
  try {
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}
