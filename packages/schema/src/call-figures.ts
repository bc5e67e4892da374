import type { CallFigures, CallResult } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';

/** Adds `CallFigures`: how a channel that calls the hub is doing. */
export function addCallFigures(builder: InterlineBuilder) {
  return builder.objectRef<CallFigures>('CallFigures').implement({
    description:
      'How the calls of a channel have gone, in the process that answers this. A caller that is silent or failing is seen ' +
      'here before its orders are missed.',
    fields: (t) => ({
      since: t.expose('since', {
        type: 'DateTime',
        description: 'When the process started, and with it the counting.',
      }),
      received: t.exposeInt('received', { description: 'Calls that came.' }),
      answered: t.int({
        description: 'Calls of the channel that were answered in time with what they asked for.',
        resolve: counted('DONE'),
      }),
      refused: t.int({
        description: 'Calls of the channel that were answered in time with why it is not done.',
        resolve: counted('REFUSED'),
      }),
      unsigned: t.int({
        description:
          'Calls that are not signed as the channel signs: strangers, or the channel itself where the secret is wrong.',
        resolve: counted('STRANGER'),
      }),
      late: t.int({
        description: 'Calls that were not answered in time. What they began went on; the channel asks again.',
        resolve: counted('LATE'),
      }),
      failed: t.int({
        description: 'Calls that could not be answered for a fault; the log has each.',
        resolve: counted('INTERNAL'),
      }),
      turnedAway: t.int({
        description:
          'Calls that were not looked at: over a limit, too long, or to an address that names no shop. The last are counted ' +
          'for a token of all shops only.',
        resolve: counted('TURNED_AWAY', 'TOO_LARGE', 'UNKNOWN_SHOP'),
      }),
      lastReceivedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the last call came; null when none did.',
        resolve: ({ last }) => last?.receivedAt ?? null,
      }),
      lastAnsweredAt: t.expose('lastAnsweredAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the last call came that was the channel’s own and was answered in time; null when none was.',
      }),
      slowestMs: t.exposeInt('slowestMs', { description: 'The longest that an answer took, in milliseconds.' }),
    }),
  });
}

/** What is wrong with the last call, and what to do; null when nothing is. */
export function callProblem({ last }: CallFigures): string | null {
  return last && PROBLEMS[last.result];
}

const PROBLEMS: Readonly<Record<CallResult, string | null>> = {
  DONE: null,
  REFUSED: null,
  STRANGER:
    'The last call was not signed as the channel signs. Where it was the channel’s own, its secret is not the one that is set here.',
  LATE: 'The last call was not answered in time. See "Calls under load" in the operations guide.',
  INTERNAL: 'The last call could not be answered for a fault; the log has it.',
  UNKNOWN_SHOP:
    'The last call came to an address that names no shop of the channel: save the shop, or correct the address.',
  TOO_LARGE: 'The last call was longer than the adapter reads.',
  TURNED_AWAY: 'The last call was over a limit and was not looked at. See "Strangers" in the operations guide.',
};

function counted(...kinds: readonly CallResult[]): (figures: CallFigures) => number {
  return ({ results }) => kinds.reduce((sum, kind) => sum + (results[kind] ?? 0), 0);
}
