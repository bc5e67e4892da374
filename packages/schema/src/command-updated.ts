import { COMMAND_CHANNEL, type CommandRecord, findCommand, isSettled, listenShared } from '@interline/core/hub';
import { abortable, untilAborted } from './abortable.ts';
import type { InterlineBuilder } from './builder.ts';
import { commandRow } from './command.ts';
import type { GraphQLContext } from './context.ts';
import { rowIdOf } from './global-id.ts';
import { inputError } from './input-error.ts';
import { loaded } from './plan/load.ts';
import type { RowsPlan } from './plan/field-plan.ts';

const plan: RowsPlan = {
  kind: 'rows',
  bind: ({ parent }) => ({ shape: '', values: [(parent as CommandRecord).id] }),
  rows: (_parent, site) => commandRow(site, site.param(0, 'text')),
};

/** Adds the subscription `commandUpdated`. */
export function addCommandUpdated(builder: InterlineBuilder): void {
  builder.subscriptionField('commandUpdated', (t) =>
    t.field({
      type: 'Command',
      description:
        'A command as it is now and after each change of its state; ends when nothing more will happen to it.',
      args: { id: t.arg.id({ required: true, description: 'The command’s id.' }) },
      subscribe: (_root, { id }, context) => {
        const rowId = rowIdOf('id', 'command', id);
        return abortable((signal) => watch(context, rowId, signal));
      },
      ...loaded(plan, 'orders:read'),
    }),
  );
}

async function* watch(
  { hub, viewer }: GraphQLContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<CommandRecord, void, undefined> {
  let look = Promise.withResolvers<void>();
  const stopListening = await listenShared(hub.database, COMMAND_CHANNEL, (payload) => {
    // An empty payload: notifications may have been lost.
    if (payload === id || payload === '') {
      look.resolve();
    }
  });
  try {
    let told: string | null = null;
    while (!signal.aborted) {
      const command = await findCommand(hub.database, viewer, id);
      if (command === null) {
        throw inputError('id', 'there is no such command, or not for this token.');
      }
      const state = `${command.state} ${command.attempts} ${command.code}`;
      if (state !== told) {
        told = state;
        yield command;
      }
      if (isSettled(command)) {
        return;
      }
      await untilAborted(look.promise, signal);
      look = Promise.withResolvers<void>();
    }
  } finally {
    await stopListening();
  }
}
