import type { CallAnswer, CallSource, CallTrouble, InboundCall } from '@interline/core';
import { parseTopTime, verifyInboundCall } from '@interline/top-client/codec';
import type { InboundCallCheck } from '@interline/top-client/codec';

import type { AnswerCode } from '../config.ts';
import type { ShipNames } from '../wire.ts';
import { answerFormat, readContent } from './call-content.ts';
import type { AnswerFormat, CallContent } from './call-content.ts';
import type { Called, QimenConnection } from './called.ts';
import { confirmOrder } from './confirm-order.ts';
import { confirmReturn } from './confirm-return.ts';
import { createOrder } from './create-order.ts';
import { encodeAnswer, toldCode } from './encode-answer.ts';
import { refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { queryOrder } from './query-order.ts';
import { queryReturn } from './query-return.ts';

/** No document gives the caller's limit; the gateway gives its own backends five seconds. */
const ANSWER_WITHIN_MS = 4_750;
const MAX_BYTES = 256 * 1024;

/** The calls that Fliggy makes to the merchant (`qimen.alitrip.ship.*`), at `/qimen/<shop>`. */
export function qimenSource<Connection extends QimenConnection>(names: ShipNames): CallSource<Connection> {
  return {
    kind: 'call',
    name: 'qimen',
    path: 'qimen',
    answerWithinMs: ANSWER_WITHIN_MS,
    maxBytes: MAX_BYTES,
    answer: async (context, call) => {
      const { config } = context.connection;
      const check = verifyInboundCall(call, config.qimenSecret ?? config.appSecret);
      return check.valid ? answerKnown(context, call, check) : refuseStranger(context, call, check);
    },
    refuse: (trouble, { connection, query }) =>
      encodeAnswer(TROUBLES[trouble], names, askedFormat(query, names), connection.config.answerCodes),
    answerWithoutShop,
  };
}

const TROUBLES: Readonly<Record<CallTrouble, CallOutcome>> = {
  UNKNOWN_SHOP: refused('unknownShop', 'the address names no shop of this channel'),
  TOO_LARGE: refused('tooLarge', `the call is longer than ${MAX_BYTES} bytes`),
  LATE: refused('late', 'the answer did not come in time; ask again'),
  INTERNAL: refused('internal', 'the call could not be answered; ask again'),
};

type ValidCall = Extract<InboundCallCheck, { valid: true }>;

function refuseStranger(
  { connection, services, shop }: Called,
  call: InboundCall,
  check: Exclude<InboundCallCheck, ValidCall>,
): CallAnswer {
  const { problem, message: reason } = check;
  services.logger.warn({ shopId: shop.id, problem, reason }, 'A call was refused: its sign is not right');
  return strangersAnswer(connection, call, check);
}

/** The form that a query asks for, signed or not. */
function askedFormat(query: string, names: ShipNames): AnswerFormat {
  return answerFormat(new URLSearchParams(query), names);
}

/** The same at every address, lest a stranger learn which shops there are. */
function strangersAnswer(
  { names, config }: QimenConnection,
  { query }: InboundCall,
  { problem, message }: Exclude<InboundCallCheck, ValidCall>,
): CallAnswer {
  const outcome = problem === 'UNREADABLE' ? refused('unreadable', message) : refused('signature', 'Illegal request');
  const format = askedFormat(query, names);
  return { ...encodeAnswer(outcome, names, format, config.answerCodes), verdict: 'STRANGER' };
}

/** Whoever can sign is told that the address is wrong. */
function answerWithoutShop(connection: QimenConnection, call: InboundCall): CallAnswer {
  const { names, config } = connection;
  const check = verifyInboundCall(call, config.qimenSecret ?? config.appSecret);
  if (!check.valid) return strangersAnswer(connection, call, check);
  return encodeAnswer(TROUBLES.UNKNOWN_SHOP, names, answerFormat(check.parameters, names), config.answerCodes);
}

async function answerKnown(context: Called, call: InboundCall, check: ValidCall): Promise<CallAnswer> {
  const { names, config } = context.connection;
  const method = check.parameters.get(names.call.method) ?? '';
  const outcome =
    (await refusalOf(context, call, check)) ?? (await dispatch(context, method, readContent(check, names)));
  if (!outcome.success) logRefusal(context, knownMethod(method, names) ?? 'unknown', outcome);
  return encodeAnswer(outcome, names, answerFormat(check.parameters, names), config.answerCodes);
}

/** What no caller that works should ever hear; every other no is an ordinary answer. */
const UNEXPECTED: ReadonlySet<CallOutcome['code']> = new Set<AnswerCode>([
  'stale',
  'replayed',
  'unreadable',
  'unknownMethod',
  'invalid',
  'sumMismatch',
]);

function logRefusal({ connection, services, shop }: Called, method: string, outcome: CallOutcome): void {
  const { code, text } = outcome;
  // A merchant's own words may be personal, also where he puts them in the place of a code.
  const told = toldCode(outcome, connection.config.answerCodes);
  const isWord = /^[\w.:-]+$/.test(told);
  const reason = typeof code === 'object' ? 'as the merchant said' : text;
  const about = { shopId: shop.id, method, code: isWord ? told : 'no code', reason };
  if (UNEXPECTED.has(code)) services.logger.warn(about, 'A call was refused');
  else services.logger.info(about, 'A call was answered with a no');
}

/** Why a call is not looked at, though its sign is right. */
async function refusalOf(context: Called, call: InboundCall, check: ValidCall): Promise<CallOutcome | null> {
  // What stands in an address is kept by everybody on the way.
  if (call.method !== 'POST') return refused('unreadable', 'calls come by POST, their content in the body');
  return refusalByTime(context, call.receivedAt, check);
}

/** A call of another time, or one that was answered before: a recorded call must not be played again. */
async function refusalByTime(context: Called, receivedAt: Date, check: ValidCall): Promise<CallOutcome | null> {
  const { names, config } = context.connection;
  const toleranceMs = config.timestampToleranceSeconds * 1_000;
  const calledAt = timeOf(check.parameters.get(names.call.timestamp));
  if (!calledAt) return refused('stale', `${names.call.timestamp} must be a time, yyyy-MM-dd HH:mm:ss in GMT+8`);
  if (Math.abs(receivedAt.getTime() - calledAt.getTime()) > toleranceMs) {
    return refused('stale', `${names.call.timestamp} is more than ${config.timestampToleranceSeconds} seconds away`);
  }
  const until = new Date(calledAt.getTime() + toleranceMs + 1_000);
  const isNew = await context.once(`qimen ${check.sign}`, until);
  return isNew ? null : refused('replayed', 'this very call was answered before; sign it anew');
}

function timeOf(text: string | undefined): Date | null {
  try {
    return text === undefined ? null : parseTopTime(text);
  } catch {
    return null;
  }
}

type Answering = (context: Called, content: CallContent) => Promise<CallOutcome>;
type CalledMethod = Extract<
  keyof ShipNames['method'],
  'orderCreate' | 'orderConfirm' | 'orderQuery' | 'returnQuery' | 'returnConfirm'
>;

const METHODS: Readonly<Record<CalledMethod, Answering>> = {
  orderCreate: createOrder,
  orderConfirm: confirmOrder,
  orderQuery: queryOrder,
  returnQuery: queryReturn,
  returnConfirm: confirmReturn,
};

async function dispatch(
  context: Called,
  method: string,
  content: ReturnType<typeof readContent>,
): Promise<CallOutcome> {
  const known = knownMethod(method, context.connection.names);
  if (known === undefined) return refused('unknownMethod', 'the method is none of those that are served here');
  if ('problem' in content) return refused('unreadable', content.problem);
  return METHODS[known](context, content);
}

function knownMethod(method: string, { method: names }: ShipNames): CalledMethod | undefined {
  const known: readonly CalledMethod[] = ['orderCreate', 'orderConfirm', 'orderQuery', 'returnQuery', 'returnConfirm'];
  return known.find((each) => names[each] === method);
}
