import { z } from 'zod';
import { deskCommands, refundQuote, searchQuery, whenAwaited } from './desk-definitions.ts';
import { defineAdapter } from '../../src/contract/adapter.ts';
import type { AnyAdapter } from '../../src/contract/adapter.ts';
import { ChannelError } from '../../src/contract/channel-error.ts';
import type { Clock } from '../../src/clock.ts';
import type { JsonObject } from '../../src/snapshot.ts';
import type {
  ChannelCommand,
  CommandAttempt,
  CommandDefinition,
  SendOutcome,
  SettleOutcome,
  Succeeded,
} from '../../src/contract/command-definition.ts';

/** What the channel does with the next request that reaches it. */
export type Reception =
  | 'does it'
  /** It may be followed by another. */
  | 'does it, repeatably'
  | 'refuses it'
  | 'does it, but does not answer'
  | 'never receives it'
  | 'throttles'
  | 'finds the session expired'
  /** The worker dies: its promise never settles. */
  | 'does it while the worker dies'
  | 'never receives it as the worker dies'
  | 'breaks the adapter'
  /** It is done, but the answer does not say which order was made. */
  | 'does it, but does not say which'
  /** No answer; the effect comes so many milliseconds later. */
  | { readonly landsAfterMs: number }
  /** A refusal in these words. */
  | { readonly refusesWith: string };

/** What the channel does with the next question about a command. */
export type Reply =
  | 'tells'
  | 'tells, but not which'
  | 'tells of a repeatable one'
  | 'denies it'
  | 'does not say'
  | 'is busy'
  | 'finds the session expired';

export interface Effect {
  readonly commandId: string;
  readonly idempotencyKey: string;
  readonly note: string;
  /** What was charged by a command that confirms a quote. */
  readonly fee: bigint | null;
  readonly at: Date;
}

/** What a request for a price, or a question, meets instead of an answer. */
export type Trouble = ChannelError | 'says no' | 'never answers' | 'breaks the adapter';

/** The far side of the command ledger: a channel that keeps count of what truly happened. */
export interface CommandChannel {
  readonly adapter: AnyAdapter;
  /** Every request that arrived, in order. */
  readonly requests: CommandAttempt[];
  readonly sessions: string[];
  /** What could have ended each request early. */
  readonly signals: AbortSignal[];
  /** What the channel asks for now, in minor units. */
  fee: bigint;
  /** What becomes of the next requests for a price, and of questions; without it they are answered. */
  readonly troubles: Trouble[];
  /** Everything that has happened by now. */
  effects(): readonly Effect[];
  /** What to do with the coming requests; without it the channel does them. */
  receive(...receptions: readonly Reception[]): void;
  reply(...replies: readonly Reply[]): void;
  /** Forgets what was to be received and replied. */
  clearScript(): void;
  /** Resolves when the next request has arrived. */
  arrival(): Promise<void>;
  /** Resolves when the next worker has died. */
  death(): Promise<void>;
  /** Runs with each request that arrives, before it takes effect. */
  onRequest: (attempt: CommandAttempt) => Promise<void> | void;
  /** Runs with each question that arrives, before it is answered. */
  onQuestion: (attempt: CommandAttempt) => Promise<void> | void;
}

export const SETTLE_WINDOW_MS = 120_000;

/** How a definition sends and settles. */
export type Carrying<Given> = Pick<ChannelCommand<Given, unknown>, 'send' | 'settle' | 'settleWindowMs' | 'whenAbsent'>;

const Input = z.strictObject({
  reference: z.string(),
  itemReference: z.string().nullable().default(null),
  note: z.string().min(1),
});
type Input = z.infer<typeof Input>;

function receiptOf({ idempotencyKey }: CommandAttempt): JsonObject {
  return { receipt: `receipt of ${idempotencyKey}` };
}

export function commandChannel(clock: Clock, name = 'demo'): CommandChannel {
  const landed: Effect[] = [];
  const receptions: Reception[] = [];
  const replies: Reply[] = [];
  let arrived = Promise.withResolvers<void>();
  let died = Promise.withResolvers<void>();

  const die = (): Promise<SendOutcome> => {
    died.resolve();
    died = Promise.withResolvers();
    return Promise.withResolvers<SendOutcome>().promise;
  };

  const land = ({ commandId, idempotencyKey, quote }: CommandAttempt, note: string, afterMs = 0): void => {
    const at = new Date(clock.now().getTime() + afterMs);
    landed.push({ commandId, idempotencyKey, note, fee: quote?.fee ?? null, at });
  };
  const effects = (): Effect[] => landed.filter(({ at }) => at <= clock.now());

  /** @param told what a success says besides the receipt */
  const carrying = <Given extends { readonly note: string }>(
    told: (attempt: CommandAttempt) => Partial<Succeeded> = () => ({}),
  ): Carrying<Given> => {
    const done = (attempt: CommandAttempt): Succeeded => ({
      outcome: 'succeeded',
      result: receiptOf(attempt),
      ...told(attempt),
    });
    return {
      async send({ session, signal }, { note }, attempt) {
        channel.signals.push(signal);
        channel.requests.push(attempt);
        channel.sessions.push(session.accessToken);
        await channel.onRequest(attempt);
        const answer = receiveOne(attempt, note, receptions.shift() ?? 'does it', done(attempt));
        arrived.resolve();
        arrived = Promise.withResolvers();
        return answer;
      },
      async settle(_shop, _input, attempt): Promise<SettleOutcome> {
        await channel.onQuestion(attempt);
        const reply = replies.shift() ?? 'tells';
        if (reply === 'does not say') return { outcome: 'unclear', message: 'The channel is being repaired.' };
        if (reply === 'denies it') return { outcome: 'absent' };
        if (reply === 'is busy') throw new ChannelError('throttled', '7', 'Too many calls.', { retryAfterMs: 90_000 });
        if (reply === 'finds the session expired') throw new ChannelError('session', '27', 'Authorise the app again.');
        const effect = effects().find(({ commandId }) => commandId === attempt.commandId);
        if (!effect) return { outcome: 'absent' };
        if (reply === 'tells of a repeatable one') return { ...done(attempt), repeatable: true };
        return reply === 'tells, but not which' ? { outcome: 'succeeded', result: {} } : done(attempt);
      },
      settleWindowMs: SETTLE_WINDOW_MS,
      whenAbsent: 'resend',
    };
  };

  const definition: CommandDefinition<Input, unknown> = {
    label: 'Deliver an item',
    input: Input,
    subject: ({ reference, itemReference }) => ({ kind: 'order', reference, itemReference }),
    allowed: whenAwaited,
    ...carrying<Input>(),
  };

  function receiveOne(
    attempt: CommandAttempt,
    note: string,
    reception: Reception,
    done: Succeeded,
  ): Promise<SendOutcome> | SendOutcome {
    if (typeof reception === 'object' && 'refusesWith' in reception) {
      return { outcome: 'failed', code: reception.refusesWith, message: reception.refusesWith };
    }
    if (typeof reception === 'object') {
      land(attempt, note, reception.landsAfterMs);
      return { outcome: 'unknown', message: 'No answer within 5 s.' };
    }
    switch (reception) {
      case 'does it':
        land(attempt, note);
        return done;
      case 'does it, repeatably':
        land(attempt, note);
        return { ...done, repeatable: true };
      case 'does it, but does not say which':
        land(attempt, note);
        return { outcome: 'succeeded', result: receiptOf(attempt) };
      case 'refuses it':
        return { outcome: 'failed', code: 'REFUSED', message: 'The channel says no.' };
      case 'does it, but does not answer':
        land(attempt, note);
        return { outcome: 'unknown', message: 'No answer within 5 s.' };
      case 'never receives it':
        return { outcome: 'unknown', message: 'The connection was cut.' };
      case 'throttles':
        return { outcome: 'throttled', retryAfterMs: 30_000 };
      case 'finds the session expired':
        return { outcome: 'parked', code: 'SESSION_EXPIRED', message: 'Authorise the app again.' };
      case 'does it while the worker dies':
        land(attempt, note);
        return die();
      case 'never receives it as the worker dies':
        return die();
      case 'breaks the adapter':
        throw new TypeError(`Cannot read properties of ${note}`);
    }
  }

  const once: CommandDefinition<Input, unknown> = {
    ...definition,
    onceKey: ({ reference, itemReference }) => `${reference}/${itemReference ?? ''}`,
  };
  const channel: CommandChannel = {
    adapter: defineAdapter({
      name,
      compatibility: '^1.0.0',
      direction: 'SALE',
      config: z.object({}),
      open: () => ({}),
      sources: [],
      fetchOrder: () => Promise.reject(new ChannelError('not-found', 'none', 'This channel has no orders.')),
      commands: {
        /** May be done again and again. */
        remark: definition,
        /** At most one success for an item. */
        deliver: once,
        /** Reported as failed when it left no trace. */
        attempt: { ...definition, whenAbsent: 'fail' },
        ...deskCommands(carrying, () => channel.fee),
      },
      quotes: { refund: refundQuote(() => channel) },
      queries: { search: searchQuery(() => channel) },
    }) as AnyAdapter,
    requests: [],
    sessions: [],
    signals: [],
    fee: 1_000n,
    troubles: [],
    effects,
    receive: (...coming) => void receptions.push(...coming),
    reply: (...coming) => void replies.push(...coming),
    clearScript() {
      receptions.length = 0;
      replies.length = 0;
      channel.troubles.length = 0;
      channel.onRequest = () => {};
      channel.onQuestion = () => {};
    },
    arrival: () => arrived.promise,
    death: () => died.promise,
    onRequest: () => {},
    onQuestion: () => {},
  };
  return channel;
}
