import type { Dispatcher } from 'undici';

import type { Clock } from '../clock.ts';
import { FLOW_CONTROL_SUB_CODES } from '../codec/platform-errors.ts';
import type { TopObject } from '../codec/response.ts';
import type { SignMethod } from '../codec/digest.ts';
import type { Logger } from '../logger.ts';
import { businessFailure } from './business-failure.ts';
import { banMs, classify, failed, remedy } from './classify.ts';
import type { CallKind, PlatformError } from './classify.ts';
import { WHOLE_APP } from './guard.ts';
import type { Guard } from './guard.ts';
import { post } from './http.ts';
import type { PostOutcome, Timeouts } from './http.ts';
import { readAnswer } from './read-answer.ts';
import { redactor } from './redact.ts';
import type { Redact } from './redact.ts';
import { signedRequest } from './signed-request.ts';
import type { AppCredentials, CallRequest } from './signed-request.ts';
import { TopError, UNREADABLE_ANSWER } from './top-error.ts';

/** A successful answer. */
export interface TopResult {
  /** Content of the root object: envelopes of arrays removed, integers beyond 2^53 as text. */
  readonly data: TopObject;
  /** The answer's text as it came, personal data included. */
  readonly raw: string;
  /** The gateway's id of the request. */
  readonly requestId: string | undefined;
}

/** What every attempt of a client shares. */
export interface Transport {
  readonly gatewayUrl: string;
  readonly app: AppCredentials;
  readonly signMethod: SignMethod;
  readonly dispatcher: Dispatcher;
  readonly timeouts: Timeouts;
  readonly maxResponseBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly guard: Guard;
}

/** One call, with what an attempt needs beyond the request. */
export interface AttemptedCall extends CallRequest {
  readonly kind: CallKind;
  readonly signal?: AbortSignal;
}

/**
 * Sends a call once, under the guard, and judges the answer. Bans are handed to the guard.
 *
 * @throws TopError for every answer but a success.
 */
export async function attemptCall(transport: Transport, call: AttemptedCall): Promise<TopResult> {
  const startedAt = transport.clock.now().getTime();
  const log = (fields: object) =>
    transport.logger.debug(
      { method: call.method, kind: call.kind, durationMs: transport.clock.now().getTime() - startedAt, ...fields },
      'TOP call',
    );
  try {
    const result = await transport.guard.run(call.method, () => sendOnce(transport, call), call.signal);
    log({ outcome: 'success', requestId: result.requestId });
    return result;
  } catch (error) {
    if (error instanceof TopError)
      log({ outcome: error.kind, code: error.code, subCode: error.subCode, requestId: error.requestId });
    throw error;
  }
}

async function sendOnce(transport: Transport, call: AttemptedCall): Promise<TopResult> {
  call.signal?.throwIfAborted();
  const now = transport.clock.now();
  const request = signedRequest(call, transport.app, transport.signMethod, now);
  const secrets = [transport.app.appSecret, request.sign, ...(call.session ? [call.session] : [])];
  const redact = redactor(secrets, request.values);
  const outcome = await post({ ...transport, url: transport.gatewayUrl, body: request.body, signal: call.signal });
  if (outcome.outcome !== 'answered') throw brokenOff(outcome, call, transport.gatewayUrl);

  const { text, status } = outcome;
  const answer = readAnswer(text, call.method, call.simplify ?? false);
  if (answer.answer === 'error') throw refusedByPlatform(answer.error, call, transport, redact);
  if (status !== 200) throw unexpectedStatus(status, call);
  if (answer.answer === 'unreadable') {
    const what = answer.reason;
    throw new TopError({ kind: failed(call.kind), method: call.method, what, subCode: UNREADABLE_ANSWER });
  }
  const failure = businessFailure(answer.data);
  if (failure) throw refusedByBusiness(failure, answer.requestId, call, redact);
  return { data: answer.data, raw: text, requestId: answer.requestId };
}

const UNREACHED = 'Nothing was done. Check gatewayUrl and the network; repeating the call may help.';

function brokenOff(
  outcome: Exclude<PostOutcome, { outcome: 'answered' }>,
  { method, kind }: AttemptedCall,
  gatewayUrl: string,
): TopError {
  if (outcome.outcome === 'not-sent') {
    const what = `the gateway ${new URL(gatewayUrl).host} was not reached (${outcome.reason})`;
    return new TopError({ kind: 'transient', method, what, remedy: UNREACHED });
  }
  if (outcome.outcome === 'too-large' && kind === 'read') {
    const remedy = 'Ask for less, or raise maxResponseBytes.';
    return new TopError({ kind: 'refused', method, what: outcome.reason, remedy });
  }
  return new TopError({ kind: failed(kind), method, what: `the call broke off (${outcome.reason})` });
}

function refusedByPlatform(error: PlatformError, call: AttemptedCall, transport: Transport, redact: Redact): TopError {
  const kind = classify(error, call.kind);
  const retryAfterMs = kind === 'throttled' ? banMs(error, transport.clock.now()) : undefined;
  if (retryAfterMs !== undefined) {
    transport.guard.ban(error.subCode === FLOW_CONTROL_SUB_CODES[0] ? WHOLE_APP : call.method, retryAfterMs);
  }
  const subCode = error.subCode && redact(error.subCode);
  const subMessage = error.subMessage && redact(error.subMessage);
  const details = [error.message && redact(error.message), subCode, subMessage].filter(Boolean).join(', ');
  return new TopError({
    kind,
    method: call.method,
    what: `the platform answered code ${error.code ?? 'unknown'} (${details})`,
    remedy: remedy(error),
    code: error.code,
    subCode,
    subMessage,
    requestId: error.requestId,
    retryAfterMs,
  });
}

function unexpectedStatus(status: number, { method, kind }: AttemptedCall): TopError {
  const what = `the gateway answered HTTP ${status}`;
  if (status >= 500) return new TopError({ kind: failed(kind), method, what });
  if (status === 429) return new TopError({ kind: 'throttled', method, what });
  return new TopError({ kind: 'argument', method, what, remedy: 'Check gatewayUrl.' });
}

function refusedByBusiness(
  failure: { readonly code?: string; readonly message?: string },
  requestId: string | undefined,
  { method }: AttemptedCall,
  redact: Redact,
): TopError {
  const subCode = failure.code && redact(failure.code);
  const subMessage = failure.message && redact(failure.message);
  const what = `the answer says that it failed (${[subCode, subMessage].filter(Boolean).join(', ')})`;
  return new TopError({ kind: 'refused', method, what, subCode, subMessage, requestId });
}
