import type { CallAnswer, CallSource, CallTrouble, InboundCall } from '@interline/core';
import { parseTopTime, verifyInboundCall } from '@interline/top-client/codec';
import type { InboundCallCheck } from '@interline/top-client/codec';

import type { ShipNames } from '../wire.ts';
import { answerFormat, readContent } from './call-content.ts';
import type { CallContent } from './call-content.ts';
import type { Called, QimenConnection } from './called.ts';
import { confirmOrder } from './confirm-order.ts';
import { confirmReturn } from './confirm-return.ts';
import { createOrder } from './create-order.ts';
import { encodeAnswer } from './encode-answer.ts';
import { refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { queryOrder } from './query-order.ts';
import { queryReturn } from './query-return.ts';

/** No document gives the caller's limit; the gateway gives its own backends five seconds. */
const ANSWER_WITHIN_MS = 4_750;
const MAX_BYTES = 256 * 1024;

/** The calls that Fliggy makes to the merchant (`qimen.alitrip.ship.*`), at `/qimen/<shop>`. */
export function qimenSource<Connection extends QimenConnection>(names: ShipNames): CallSource<Connection> {
  // A caller that repeats a call within the second of its time signs the very same: it is told the same.
  const underWay = new Map<string, Promise<CallAnswer>>();
  return {
    kind: 'call',
    name: 'qimen',
    path: 'qimen',
    answerWithinMs: ANSWER_WITHIN_MS,
    maxBytes: MAX_BYTES,
    answer: async (context, call) => {
      const { config } = context.connection;
      const check = verifyInboundCall(call, config.qimenSecret ?? config.appSecret);
      if (!check.valid) return refuseStranger(context, check, names);
      const key = `${context.shop.id} ${check.sign}`;
      const answer = underWay.get(key) ?? answerKnown(context, call, check);
      underWay.set(key, answer);
      try {
        return await answer;
      } finally {
        underWay.delete(key);
      }
    },
    refuse: (trouble) => encodeAnswer(TROUBLES[trouble], names, 'json'),
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
  { services, shop }: Called,
  { problem, message }: Exclude<InboundCallCheck, ValidCall>,
  names: ShipNames,
): CallAnswer {
  services.logger.warn({ shopId: shop.id, problem, reason: message }, 'A call was refused: its sign is not right');
  const text = problem === 'UNREADABLE' ? message : 'Illegal request';
  const answer = encodeAnswer(refused(problem === 'UNREADABLE' ? 'unreadable' : 'signature', text), names, 'json');
  return { ...answer, verdict: 'STRANGER' };
}

async function answerKnown(context: Called, { receivedAt }: InboundCall, check: ValidCall): Promise<CallAnswer> {
  const { names, config } = context.connection;
  const method = check.parameters.get(names.call.method) ?? '';
  const refusal = await refusalByTime(context, receivedAt, check);
  const outcome = refusal ?? (await dispatch(context, method, readContent(check, names)));
  if (!outcome.success) {
    const { code, text } = outcome;
    const about = { shopId: context.shop.id, method: knownMethod(method, names) ?? 'unknown', code, text };
    context.services.logger.warn(about, 'A call was refused');
  }
  const answer = encodeAnswer(outcome, names, answerFormat(check.parameters, names), config.answerCodes);
  return { ...answer, verdict: outcome.success ? 'DONE' : 'REFUSED' };
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
