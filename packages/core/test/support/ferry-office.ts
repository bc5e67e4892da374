import { z } from 'zod';
import type { Allowed } from '../../src/contract/check.ts';
import type {
  ChannelCommand,
  CommandDefinition,
  LocalCommand,
  LocalSendOutcome,
  SendOutcome,
} from '../../src/contract/command-definition.ts';
import { ChannelError } from '../../src/contract/channel-error.ts';
import type { OrderFacts } from '../../src/contract/order-facts.ts';
import type { LocalCommandContext } from '../../src/contract/shop.ts';

/** What the ferry line's own system does with the next question. */
export type OfficeAnswer =
  | 'has it'
  | 'is not ready'
  | 'is cut off'
  | 'throws'
  | 'refuses'
  | 'is confused'
  | 'is at an end';

/** The commands of a channel that calls, and what they came to. */
export interface FerryOffice {
  readonly commands: Readonly<Record<string, CommandDefinition<unknown, unknown>>>;
  /** Notes of the reports that reached the channel, with the session that each came with. */
  readonly reports: { readonly note: string; readonly session: string }[];
  /** What becomes of the next reports; without it they are taken in. */
  readonly outcomes: SendOutcome[];
  /** Commands that asked the merchant's own system, one for each question. */
  readonly questions: string[];
  /** What it says; without it, it has what is asked for. */
  readonly answers: OfficeAnswer[];
}

const CONFUSED = { outcome: 'attention', code: 'OTHER_SHIP', message: 'These are tickets of another ship.' } as const;

/** How long the merchant's system asks to be left alone, in milliseconds. */
export const NOT_READY_MS = 10_000;

const Word = z.strictObject({ reference: z.string(), word: z.enum(['confirmed', 'declined']) });
const OfOrder = z.strictObject({ reference: z.string() });
const Report = z.strictObject({ reference: z.string(), note: z.string() });

const about = ({ reference }: { readonly reference: string }) =>
  ({ kind: 'order', reference, itemReference: null }) as const;

function whileOpen({ status }: OrderFacts): Allowed {
  if (status !== 'FULFILLED') return { allowed: true };
  return { allowed: false, code: 'IS_ISSUED', reason: 'The tickets are issued.' };
}

/** An office that does what it is asked. */
export function ferryOffice(): FerryOffice {
  const reports: FerryOffice['reports'] = [];
  const outcomes: SendOutcome[] = [];
  const questions: string[] = [];
  const answers: OfficeAnswer[] = [];

  async function decide(
    { dossiers }: LocalCommandContext<unknown>,
    { reference, word }: z.output<typeof Word>,
  ): Promise<LocalSendOutcome> {
    if (answers.shift() === 'throws') throw new Error('The adapter is broken.');
    await dossiers.append(reference, () => [{ kind: word, key: 'decision', content: {} }]);
    return { outcome: 'succeeded', result: { word } };
  }
  const decision: LocalCommand<z.output<typeof Word>, unknown> = {
    label: 'Decide about an order',
    local: true,
    input: Word,
    subject: about,
    allowed: whileOpen,
    onceKey: ({ reference }) => reference,
    send: decide,
    async settle() {
      return { outcome: 'absent' };
    },
    settleWindowMs: 0,
    whenAbsent: 'resend',
  };

  async function collect(
    { dossiers }: LocalCommandContext<unknown>,
    { reference }: z.output<typeof OfOrder>,
    commandId: string,
  ): Promise<LocalSendOutcome> {
    questions.push(commandId);
    const answer = answers.shift() ?? 'has it';
    if (answer === 'is not ready') return { outcome: 'throttled', retryAfterMs: NOT_READY_MS };
    if (answer === 'is confused') return { ...CONFUSED, retryAfterMs: NOT_READY_MS };
    if (answer === 'is at an end') return CONFUSED;
    if (answer === 'is cut off') return { outcome: 'unknown', message: 'No answer.' };
    if (answer === 'refuses') return { outcome: 'failed', code: 'SOLD_OUT', message: 'There is no ship.' };
    if (answer === 'throws') throw new ChannelError('session', 'STRANGER', 'The merchant’s system knows no such hub.');
    await dossiers.append(reference, () => [{ kind: 'collected', key: 'collected', content: {} }]);
    return { outcome: 'succeeded', result: {} };
  }
  const collecting: LocalCommand<z.output<typeof OfOrder>, unknown> = {
    label: 'Collect the tickets of an order',
    local: true,
    internal: true,
    input: OfOrder,
    subject: about,
    allowed: whileOpen,
    send: (context, input, { commandId }) => collect(context, input, commandId),
    async settle(context, input, { commandId }) {
      const outcome = await collect(context, input, commandId);
      return outcome.outcome === 'succeeded' ? outcome : { outcome: 'unclear', message: 'Not yet.' };
    },
    settleWindowMs: 0,
    whenAbsent: 'resend',
  };

  const report: ChannelCommand<z.output<typeof Report>, unknown> = {
    label: 'Report the tickets of an order',
    input: Report,
    subject: about,
    allowed: whileOpen,
    onceKey: ({ reference }) => reference,
    async send({ dossiers, session }, { reference, note }) {
      reports.push({ note, session: session.accessToken });
      const outcome = outcomes.shift();
      if (outcome) return outcome;
      await dossiers.append(reference, () => [{ kind: 'issued', key: 'issued', content: { note } }]);
      return { outcome: 'succeeded', result: { note } };
    },
    async settle() {
      return { outcome: 'absent' };
    },
    settleWindowMs: 60_000,
    whenAbsent: 'resend',
  };

  const remark: ChannelCommand<z.output<typeof Report>, unknown> = {
    ...report,
    label: 'Remark on an order, once in the same words',
    onceKey: ({ note }) => note,
  };

  return {
    reports,
    outcomes,
    questions,
    answers,
    commands: {
      decide: decision as CommandDefinition<unknown, unknown>,
      collect: collecting as CommandDefinition<unknown, unknown>,
      report: report as CommandDefinition<unknown, unknown>,
      remark: remark as CommandDefinition<unknown, unknown>,
    },
  };
}
