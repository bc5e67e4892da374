import type { CommandRequest, CommandSubmission } from './command-submission.ts';
import { findEarlier, findSame } from './find-earlier.ts';
import type { HubContext } from '../hub-context.ts';
import { insertCommand } from './insert-command.ts';
import { judgeCommand } from './judge-command.ts';
import { placeWish } from './place-wish.ts';
import { readWish } from './read-wish.ts';
import type { Viewer } from '../viewer.ts';

/**
 * Takes a wish down: when this resolves with `accepted`, it is committed and will be carried out
 * once, whatever happens to this process. Follow it with {@link awaitCommand}.
 *
 * The same idempotency key with the same input gives the first command again, finished or not; so
 * does another key when the command may succeed only once (`onceKey`) and has not failed.
 */
export async function submitCommand(
  context: HubContext,
  viewer: Viewer,
  request: CommandRequest,
): Promise<CommandSubmission> {
  const wish = readWish(context, viewer, request);
  if (wish.kind === 'refused') return wish;
  const same = await findSame(context, wish);
  if (same) return { kind: 'accepted', command: same, repeated: true };
  const place = await placeWish(context, wish);
  if (place.kind === 'refused') return place;
  // Ends: what stands in the way of the insert is committed and found in the next round, unless it
  // failed meanwhile, and then nothing stands in the way.
  for (;;) {
    const earlier = await findEarlier(context, wish, place);
    if (earlier) return earlier;
    const refusal = await judgeCommand(context, { ...place, id: null, channel: request.channel }, wish);
    // What speaks against it may be the work of the same wish, submitted at the same time.
    if (refusal) return (await findEarlier(context, wish, place)) ?? refusal;
    const command = await insertCommand(context, wish, place);
    if (command) return { kind: 'accepted', command, repeated: false };
  }
}
