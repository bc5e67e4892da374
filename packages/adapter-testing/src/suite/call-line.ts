import type { AnyAdapter, CallAnswer, InboundCall, ShopIdentity } from '@interline/core';
import { answerCall, callSourcesOf } from '@interline/core/hub';
import type { Database, HubContext } from '@interline/core/hub';

import type { ChannelCall, PlaceCall } from '../channel-simulator.ts';
import type { TestHub } from '../test-hub.ts';

/** What becomes of a call on its way. */
export type CallFault =
  /** The hub is never reached. */
  | 'request-lost'
  /** The hub answers, and nobody hears of it. */
  | 'answer-lost'
  /** The same, and the call is repeated byte for byte as it was, with its old signature. */
  | 'same-again'
  /** The hub dies before it has stored what the call says, and when the call is repeated, after it has but before it answers. */
  | 'hub-dies'
  /** The call is made three times at once. */
  | 'at-once';

/** The line between a channel that calls and the hub: a test decides what becomes of each call. */
export interface CallLine {
  readonly place: PlaceCall;
  /** What becomes of the next call; it is repeated until an answer arrives. Default: it arrives. */
  fault: () => CallFault | null;
  /** What the hub was sent, in order. */
  readonly made: readonly ChannelCall[];
  /** Repeats that were answered in another way than the call itself. */
  readonly contradictions: readonly string[];
  /** Keeps the next call from the hub and gives it to `take`; it is never answered. */
  hold(take: (call: ChannelCall) => void): void;
  /** Sends a call as it is, once, to the shop or to what else the address names. */
  send(call: ChannelCall, shop?: string): Promise<CallAnswer>;
  /** Resolves when every call that was placed is answered. */
  quiet(): Promise<void>;
  /** Lets the time pass that calls wait for a decision, and resolves when they are answered. */
  close(): Promise<void>;
}

/** Which way a call goes; by default to the shop at the hub, whose answer is heard. */
interface Sending {
  readonly address?: string;
  readonly hub?: HubContext;
  readonly heard?: boolean;
}

/** How long a channel waits before it repeats a call, in milliseconds: its times have a resolution of one second. */
const REPEAT_AFTER_MS = 1_000;

/** A line without faults. */
export function createCallLine({ context, clock }: TestHub, adapter: AnyAdapter, shop: ShopIdentity): CallLine {
  const made: ChannelCall[] = [];
  const contradictions: string[] = [];
  const underWay = new Set<Promise<CallAnswer>>();
  let holder: ((call: ChannelCall) => void) | null = null;
  const send = async (
    call: ChannelCall,
    { address = shop.id, hub = context, heard = true }: Sending = {},
  ): Promise<CallAnswer> => {
    const [source] = callSourcesOf(adapter);
    if (!source) throw new Error(`Adapter ${adapter.name} has no call source, but its channel calls.`);
    made.push(call);
    const inbound: InboundCall = { ...call, address: '127.0.0.1', receivedAt: clock.now() };
    const { signal } = new AbortController();
    const answer = await answerCall(hub, { path: source.path, shop: address, call: inbound }, signal);
    if (heard) await answer.delivered();
    return answer;
  };
  const compare = (answers: readonly CallAnswer[]): void => {
    const texts = new Set(answers.map(({ status, body }) => `${status} ${body}`));
    if (texts.size > 1) contradictions.push([...texts].join(' / '));
  };

  const line: CallLine = {
    made,
    contradictions,
    fault: () => null,
    hold(take) {
      holder = take;
    },
    send: (call, address) => send(call, address === undefined ? {} : { address }),
    async quiet() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    async close() {
      // Not to the end of the hub's own limit: what a late call has begun would go on without it.
      const [source] = callSourcesOf(adapter);
      if (source && underWay.size > 0) clock.advance(source.answerWithinMs - 1);
      await line.quiet();
    },
    place(sign) {
      const take = holder;
      holder = null;
      if (take) {
        take(sign());
        return new Promise(() => {});
      }
      const answer = placed(sign).finally(() => underWay.delete(answer));
      underWay.add(answer);
      return answer;
    },
  };
  return line;

  async function placed(sign: () => ChannelCall): Promise<CallAnswer> {
    const fault = line.fault();
    const earlier: CallAnswer[] = [];
    const first = sign();
    if (fault === 'answer-lost' || fault === 'same-again') earlier.push(await send(first, { heard: false }));
    if (fault === 'hub-dies') {
      await send(first, { hub: dying(context, 'before'), heard: false });
      clock.advance(REPEAT_AFTER_MS);
      await send(sign(), { hub: dying(context, 'after'), heard: false });
    }
    if (fault === 'at-once') {
      const calls = Array.from({ length: 3 }, () => {
        const call = sign();
        clock.advance(REPEAT_AFTER_MS);
        return call;
      });
      earlier.push(...(await Promise.all(calls.map((call) => send(call)))));
    }
    if (fault !== null) clock.advance(REPEAT_AFTER_MS);
    const answer = await send(fault === null || fault === 'same-again' ? first : sign());
    compare([...earlier, answer]);
    return answer;
  }
}

/** The same hub in a process that dies right before it commits, or after it before anybody hears of it. */
function dying(context: HubContext, when: 'before' | 'after'): HubContext {
  const { database } = context;
  const die = (): never => {
    throw new Error('The process was killed.');
  };
  const transaction: Database['transaction'] = async (work) => {
    if (when === 'after') await database.transaction(work);
    else await database.transaction(async (sql) => (await work(sql), die()));
    return die();
  };
  return { ...context, database: { ...database, transaction } };
}
