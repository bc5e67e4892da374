import type { TopClient } from '../client/top-client.ts';
import { TopError } from '../client/top-error.ts';
import type { Clock } from '../clock.ts';
import type { TopValue } from '../codec/parameters.ts';
import { parseTopJson } from '../codec/json.ts';
import { readToken } from './read-token.ts';
import { usableRefreshToken } from './token-endpoint.ts';
import type { TopSession } from './top-session.ts';

/**
 * Exchanges the `code` of a callback through the gateway: `taobao.top.auth.token.create` (25388), which the platform
 * offers over HTTPS only.
 *
 * @param options.uuid the uuid that was paired with the code, if there was one.
 * @throws TopError as every call.
 */
export function exchangeCodeThroughGateway(
  client: TopClient,
  options: { readonly code: string; readonly uuid?: string; readonly clock: Clock },
): Promise<TopSession> {
  const { code, uuid, clock } = options;
  return tokenCall(client, 'taobao.top.auth.token.create', { code, uuid }, clock);
}

/**
 * Refreshes a session through the gateway: `taobao.top.auth.token.refresh` (25387), for service-market apps only.
 * The old refresh token is useless afterwards: store the new session in one transaction.
 *
 * @throws TopError `session` when the session cannot be refreshed, otherwise as every call.
 */
export async function refreshThroughGateway(
  client: TopClient,
  options: { readonly session: TopSession; readonly clock: Clock },
): Promise<TopSession> {
  const refreshToken = usableRefreshToken(options.session, options.clock);
  return tokenCall(client, 'taobao.top.auth.token.refresh', { refresh_token: refreshToken }, options.clock);
}

/** A code and a refresh token work once, so the call is a write. Its result is JSON inside JSON. */
async function tokenCall(
  client: TopClient,
  method: string,
  parameters: Record<string, TopValue>,
  clock: Clock,
): Promise<TopSession> {
  const now = clock.now();
  const { data, requestId } = await client.call(method, parameters, { kind: 'write' });
  const read = readToken(tokenResult(data['token_result']), now);
  if (read.ok) return read.session;
  throw new TopError({ kind: 'unknown-outcome', method, what: read.problem, requestId });
}

function tokenResult(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseTopJson(value);
  } catch {
    return undefined;
  }
}
