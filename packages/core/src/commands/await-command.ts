import { isSettled } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import { readCommand } from './find-command.ts';
import type { HubContext } from '../hub-context.ts';
import { listenShared } from '../listen-shared.ts';
import { COMMAND_CHANNEL } from '../wake.ts';

/**
 * Waits until a command is settled, or until the time is over, and returns it as it is then.
 * Look it up with {@link findCommand} first when it is for a viewer.
 *
 * @param options.timeoutMs by the hub's clock
 */
export async function awaitCommand(
  context: HubContext,
  id: string,
  options: { readonly timeoutMs: number },
): Promise<CommandRecord> {
  let look = Promise.withResolvers<void>();
  let isOver = false;
  const cancel = context.clock.schedule(options.timeoutMs, () => {
    isOver = true;
    look.resolve();
  });
  let stopListening = (): Promise<void> => Promise.resolve();
  try {
    stopListening = await listenShared(context.database, COMMAND_CHANNEL, (payload) => {
      // An empty payload: notifications may have been lost.
      if (payload === id || payload === '') look.resolve();
    });
    for (;;) {
      const command = await readCommand(context.database, id);
      if (!command) throw new Error(`There is no command ${id}.`);
      if (isOver || isSettled(command)) return command;
      await look.promise;
      look = Promise.withResolvers<void>();
    }
  } finally {
    cancel();
    await stopListening();
  }
}
