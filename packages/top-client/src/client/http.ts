import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Dispatcher, FormData } from 'undici';

import type { Clock } from '../clock.ts';

/** How long a call may take, in milliseconds. */
export interface Timeouts {
  /** To open a connection. Default 15,000, as the official Java SDK. */
  readonly connectMs: number;
  /** From the request to the first byte of the answer. Default 30,000, as the official Java SDK. */
  readonly headersMs: number;
  /** Between two pieces of the answer. Default 30,000. */
  readonly bodyMs: number;
  /** For everything together. Default 60,000. */
  readonly totalMs: number;
}

/** The time-outs used where the caller gives none. */
export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 15_000, headersMs: 30_000, bodyMs: 30_000, totalMs: 60_000 };

/** The largest answer that is read, in bytes after unzipping. */
export const DEFAULT_MAX_RESPONSE_BYTES = 20 * 1024 * 1024;

/** One POST. */
export interface Post {
  readonly url: string;
  readonly body: string | FormData;
  readonly dispatcher: Dispatcher;
  readonly timeouts: Timeouts;
  readonly maxResponseBytes: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How a POST ended. `not-sent` is a promise that no byte of the request left; `broken` makes none. `reason` is a
 * network error code or a clause, never part of the request or the answer.
 */
export type PostOutcome =
  | { readonly outcome: 'answered'; readonly status: number; readonly text: string }
  | { readonly outcome: 'not-sent'; readonly reason: string }
  | { readonly outcome: 'broken'; readonly reason: string }
  | { readonly outcome: 'too-large'; readonly reason: string };

/** A pool of connections with the time-outs. Close it to let the process end. */
export function createAgent(timeouts: Timeouts): Agent {
  return new Agent({
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
  });
}

/**
 * Sends one POST, once, and reads the whole answer. Every way it can end is a value.
 *
 * The answer is asked for as gzip, as the official Java SDK does; a server that does not zip is understood too.
 */
export async function post(options: Post): Promise<PostOutcome> {
  const { clock, timeouts, signal } = options;
  if (signal?.aborted) return { outcome: 'not-sent', reason: 'the caller gave up' };
  const total = new AbortController();
  const cancel = clock.schedule(timeouts.totalMs, () => total.abort());
  try {
    const { statusCode, headers, body } = await request(options.url, {
      method: 'POST',
      body: options.body,
      headers: {
        'accept-encoding': 'gzip',
        ...(typeof options.body === 'string'
          ? { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
          : {}),
      },
      dispatcher: options.dispatcher,
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.bodyMs,
      signal: signal ? AbortSignal.any([signal, total.signal]) : total.signal,
    });
    // Errors of either stream reach the reader through the last one.
    const plain = headers['content-encoding'] === 'gzip' ? pipeline(body, createGunzip(), () => {}) : body;
    const text = await readBody(plain, options.maxResponseBytes);
    if (text === undefined) {
      return { outcome: 'too-large', reason: `the answer is larger than ${options.maxResponseBytes} bytes` };
    }
    return { outcome: 'answered', status: statusCode, text };
  } catch (error) {
    if (total.signal.aborted) return { outcome: 'broken', reason: `no answer within ${timeouts.totalMs} ms` };
    if (signal?.aborted) return { outcome: 'broken', reason: 'the caller gave up' };
    return isBeforeSending(error)
      ? { outcome: 'not-sent', reason: reasonOf(error) }
      : { outcome: 'broken', reason: reasonOf(error) };
  } finally {
    cancel();
  }
}

/** The text of a body, `undefined` when it is longer than allowed after unzipping. */
async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      // Leaving the loop destroys the stream, and with it the connection.
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const NOT_SENT = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function isBeforeSending(error: unknown): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return syscall === 'connect' || (typeof code === 'string' && (NOT_SENT.has(code) || TLS.test(code)));
}

/** Codes of a TLS handshake that failed: the request follows the handshake, so it did not leave. */
const TLS = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

function reasonOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'network error';
}
