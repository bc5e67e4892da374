import { createHash } from 'node:crypto';

import type { Services } from '@interline/core';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import type { Dispatcher } from 'undici';

import type { CallbackPolicy } from '../config.ts';
import { ANSWERS } from './questions.ts';
import type { AnswerTo, QuestionType } from './questions.ts';

/** A question to a merchant's reservation system. */
export interface Question<Type extends QuestionType> {
  readonly type: Type;
  /** What tells it from every other question: the same when it is asked again. */
  readonly about: readonly string[];
  readonly data: object;
}

/** What came of it. `reason` quotes nothing of question or answer. */
export type Asked<Type extends QuestionType> = { readonly answer: AnswerTo<Type> } | { readonly reason: string };

/** Where the questions go, and over which connections. */
export interface Asking {
  readonly policy: Pick<CallbackPolicy, 'url' | 'secret' | 'waitMs'>;
  readonly dispatcher: Dispatcher;
  readonly services: Services;
  /** Gives the question up before the wait is over. */
  readonly signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 100;
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Asks a reservation system, signed as Standard Webhooks says, and asks again inside the wait while it cannot be
 * reached or is in trouble (408, 429, 5xx). Every way it can end is a value. An answer that does not fit the contract
 * is none.
 */
export async function ask<Type extends QuestionType>(
  { policy, dispatcher, services, signal }: Asking,
  question: Question<Type>,
): Promise<Asked<Type>> {
  const { clock, random } = services;
  const due = new AbortController();
  const cancel = clock.schedule(policy.waitMs, () => due.abort());
  const over = signal ? AbortSignal.any([due.signal, signal]) : due.signal;
  try {
    let reason = '';
    for (let pauseMs = FIRST_PAUSE_MS; !over.aborted; pauseMs *= 2) {
      const attempt = await post(policy, dispatcher, over, question, clock.now());
      if ('text' in attempt) return readAnswer(question.type, attempt.text);
      reason = attempt.reason;
      if (attempt.final) break;
      await pause(clock, pauseMs * (0.5 + random()), over);
    }
    return { reason: reason || `no answer within ${policy.waitMs} ms` };
  } finally {
    cancel();
  }
}

/** The id of a question, the same for the same question. */
function questionId(type: QuestionType, about: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify([type, ...about]));
  return `msg_${digest.digest('hex').slice(0, 32)}`;
}

type Attempt = { readonly text: string } | { readonly reason: string; readonly final: boolean };

async function post(
  { url, secret, waitMs }: Asking['policy'],
  dispatcher: Dispatcher,
  signal: AbortSignal,
  { type, about, data }: Question<QuestionType>,
  now: Date,
): Promise<Attempt> {
  const id = questionId(type, about);
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  try {
    const answered = await request(url, { method: 'POST', headers, body, dispatcher, signal });
    const text = await readBody(answered.body);
    const { statusCode } = answered;
    if (statusCode === 200) return text === undefined ? { reason: 'the answer is too long', final: true } : { text };
    return { reason: `HTTP ${statusCode}`, final: !isPassing(statusCode) };
  } catch (error) {
    if (signal.aborted) return { reason: `no answer within ${waitMs} ms`, final: true };
    return { reason: codeOf(error), final: false };
  }
}

function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 429;
}

async function readBody(body: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function readAnswer<Type extends QuestionType>(type: Type, text: string): Asked<Type> {
  const parsed = ANSWERS[type].safeParse(parseJson(text));
  // The table gives each question its own answer, which TypeScript cannot follow through the lookup.
  if (parsed.success) return { answer: parsed.data as AnswerTo<Type> };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return { reason: `the answer does not fit CALLBACK.md${where === '' ? '' : `, at ${where}`}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : String(name);
}

function pause(clock: Services['clock'], ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
