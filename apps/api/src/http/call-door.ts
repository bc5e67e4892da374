import type { CallAnswer, CallTrouble, Clock } from '@interline/core';
import type { AnsweredCall } from '@interline/core/hub';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import { departureOf } from './client-gone.ts';
import type { AddressOf } from './client-address.ts';
import type { HttpLimits } from './limits.ts';
import type { CallDesk } from './options.ts';
import { createQuota } from './quota.ts';
import type { Rates } from './rates.ts';
import { refuse, sendText } from './reply.ts';
import type { Refusal } from './reply.ts';
import { createStrangers } from './strangers.ts';

/** Answers `POST` and `GET /<path>/<shop>`: a channel calls. @returns null when no channel is called at the address */
export type AnswerCall = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> | null;

export interface CallDoorOptions {
  readonly desk: CallDesk;
  readonly rates: Rates;
  readonly addressOf: AddressOf;
  readonly clock: Clock;
  readonly limits: Pick<HttpLimits, 'callsAtOnce' | 'callsAtOncePerAddress'>;
}

/** No bearer token is asked for: the adapter checks the call's signature before anything else. */
export function createCallDoor({ desk, rates, addressOf, clock, limits }: CallDoorOptions): AnswerCall {
  const strangers = createStrangers(rates, clock);
  const places = createQuota(limits.callsAtOnce);
  const placesOfAddress = createQuota(limits.callsAtOncePerAddress);

  async function receive(
    request: IncomingMessage,
    called: Called,
    departure: AbortSignal,
  ): Promise<CallAnswer | AnsweredCall | Refusal | null> {
    const receivedAt = clock.now();
    if (request.method !== 'POST' && request.method !== 'GET') return METHOD_NOT_ALLOWED;
    const address = addressOf(request);
    const wait = (await strangers.admit(address)) ?? (await rates.spend(address, 'calls', 1));
    if (wait !== null) {
      called.turnAway(receivedAt);
      return tooMany(wait);
    }
    const leaveAddress = placesOfAddress.take(address);
    const leave = leaveAddress && places.take('all');
    try {
      if (!leave) {
        called.turnAway(receivedAt);
        return BUSY;
      }
      const body = await readInTime(request, called, clock);
      if (body === 'GONE') return null;
      const query = queryOf(request);
      if (typeof body === 'string') return called.refuse(body, query, receivedAt);
      const call = { method: request.method, query, headers: headersOf(request) };
      const answer = await called.answer(called.shop, { ...call, body, address, receivedAt }, departure);
      await strangers.learn(address, answer.verdict);
      return answer;
    } finally {
      leave?.();
      leaveAddress?.();
    }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse, called: Called): Promise<void> => {
    const result = await receive(request, called, departureOf(response));
    if (result === null || response.destroyed) return void response.destroy();
    // What has not been read yet never will be.
    if (!request.complete) {
      response.setHeader('connection', 'close');
      response.once('finish', () => request.destroy());
    }
    if ('code' in result) return refuse(request, response, result);
    if ('delivered' in result) response.once('finish', () => void result.delivered());
    const { 'content-type': type = 'text/plain; charset=utf-8', ...headers } = result.headers;
    sendText(response, result.status, type, result.body, headers);
  };

  return (request, response, path) => {
    const end = path.indexOf('/', 1);
    const called = desk.find(path.slice(1, end < 0 ? undefined : end));
    return called && answer(request, response, { ...called, shop: end < 0 ? '' : decoded(path.slice(end + 1)) });
  };
}

type Called = NonNullable<ReturnType<CallDesk['find']>> & { readonly shop: string };

/** Reads the body until the answer would be due. */
async function readInTime(
  request: IncomingMessage,
  { maxBytes, answerWithinMs }: Called,
  clock: Clock,
): Promise<Buffer | CallTrouble | 'GONE'> {
  const due = Promise.withResolvers<'LATE'>();
  const cancel = clock.schedule(answerWithinMs, () => due.resolve('LATE'));
  const body = readBody(request, maxBytes).then(
    (bytes) => bytes ?? 'TOO_LARGE',
    () => 'GONE' as const,
  );
  try {
    return await Promise.race([body, due.promise]);
  } finally {
    cancel();
  }
}

/** A name that is not decoded fits no shop. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function queryOf({ url = '' }: IncomingMessage): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start + 1);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [name, typeof value === 'string' ? value : value.join(', ')]),
  );
}

const METHOD_NOT_ALLOWED: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'A channel calls here, by POST or GET.',
  headers: { allow: 'GET, POST' },
};

const BUSY: Refusal = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'Too many calls are being answered. Repeat this one in a few seconds.',
  headers: { 'retry-after': '3' },
};

function tooMany(wait: number): Refusal {
  return {
    status: 429,
    code: 'RATE_LIMITED',
    message: `This address has used up its calls of this minute. Repeat this one in ${wait} s.`,
    headers: { 'retry-after': String(wait) },
    extensions: { retryAfterSeconds: wait },
  };
}
