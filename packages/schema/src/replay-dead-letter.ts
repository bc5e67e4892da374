import { type Replay, replayDeadLetter } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import { deadLetterRow } from './dead-letter.ts';
import { rowIdOf } from './global-id.ts';
import { loaded } from './plan/load.ts';
import { memberName, refusalsOf } from './refusal.ts';
import { requires } from './requires.ts';

/** Adds the mutation `replayDeadLetter`. */
export function addReplayDeadLetter(builder: InterlineBuilder): void {
  const { refusal } = refusalsOf(builder);
  const replayed = builder
    .objectRef<{ readonly id: string; readonly outcome: string | null }>('DeadLetterReplayed')
    .implement({
      description:
        'It was tried again. An order will be fetched as soon as a worker is free; if that fails, there is a new dead letter.',
      fields: (t) => ({
        deadLetter: t.field({
          type: 'DeadLetter',
          description: 'The dead letter, resolved now.',
          ...loaded({
            kind: 'rows',
            bind: ({ parent }) => ({ shape: '', values: [(parent as { readonly id: string }).id] }),
            rows: (_parent, site) => deadLetterRow(site, site.param(0, 'text')),
          }),
        }),
        ignoredBecause: t.exposeString('outcome', {
          nullable: true,
          description: 'Why the message turned out not to be for this hub; null when its order is fetched.',
        }),
      }),
    });
  const refused = (name: string, description: string) =>
    builder.objectRef<{ readonly message: string }>(name).implement({ description, interfaces: [refusal] });
  const result = builder.unionType('ReplayDeadLetterResult', {
    description: 'What became of a wish to try a dead letter again.',
    types: [
      replayed,
      refused('DeadLetterNotFound', 'There is no such dead letter, or not for this token.'),
      refused('DeadLetterResolved', 'It was replayed before, or came right by itself.'),
      refused('StillDead', 'It was tried again and failed in the same way.'),
    ],
    resolveType: memberName,
  });
  const input = builder.inputType('ReplayDeadLetterInput', {
    description: 'Which dead letter to try again.',
    fields: (t) => ({ id: t.id({ required: true, description: 'The dead letter’s id.' }) }),
  });
  builder.mutationField('replayDeadLetter', (t) =>
    t.field({
      type: result,
      description:
        'Tries once more what could not be processed: fetches the order, or reads the message again. Changes nothing upstream.',
      args: { input: t.arg({ type: input, required: true, description: 'Which one.' }) },
      ...requires('orders:write'),
      resolve: async (_root, args, { hub, viewer }: GraphQLContext) => {
        const id = rowIdOf('input.id', 'deadletter', args.input.id);
        return resultOf(id, await replayDeadLetter(hub, viewer, id));
      },
    }),
  );
}

function resultOf(id: string, replay: Replay) {
  switch (replay.kind) {
    case 'replayed':
      return { __typename: 'DeadLetterReplayed', id, outcome: null };
    case 'ignored':
      return { __typename: 'DeadLetterReplayed', id, outcome: replay.reason };
    case 'not-found':
      return {
        __typename: 'DeadLetterNotFound',
        message: 'There is no such dead letter, or not for this token. The query "deadLetters" lists them.',
      };
    case 'already-resolved':
      return {
        __typename: 'DeadLetterResolved',
        message: `It was resolved at ${replay.resolvedAt.toISOString()}; there is nothing left to do.`,
      };
    case 'still-dead':
      return { __typename: 'StillDead', message: replay.reason };
  }
}
