import { workCommands } from '../../src/commands/work-commands.ts';
import type { HubContext } from '../../src/hub-context.ts';
import type { CommandChannel, Reception, Reply } from './command-channel.ts';
import type { CommandHub } from './command-hub.ts';
import { dyingAt } from './dying-at.ts';

/** What may happen to the workers of commands and to their channel. */
export type WorkerHappening =
  | { readonly kind: 'work'; readonly workers: number }
  /** A worker dies at the statement with this name. */
  | { readonly kind: 'kill'; readonly at: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'receive'; readonly reception: Reception }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Lets it happen to this hub and channel. */
export async function workerHappens(
  { clock }: Pick<CommandHub, 'clock'>,
  context: HubContext,
  channel: CommandChannel,
  event: WorkerHappening,
): Promise<void> {
  switch (event.kind) {
    case 'work': {
      // A worker that dies never comes back: go on as soon as all the others have.
      const working = Array.from({ length: event.workers }, () => workCommands(context, { limit: 10 }));
      await Promise.race([Promise.all(working), channel.death()]);
      return;
    }
    case 'kill':
      await Promise.race([workCommands(dyingAt(context, event.at), { limit: 10 }).catch(() => 0), channel.death()]);
      return;
    case 'wait':
      clock.advance(event.ms);
      return;
    case 'receive':
      channel.receive(event.reception);
      return;
    case 'reply':
      channel.reply(event.reply);
  }
}
