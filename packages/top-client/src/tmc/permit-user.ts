import { booleanResult } from '../client/business-failure.ts';
import type { TopClient } from '../client/top-client.ts';
import { TopError } from '../client/top-error.ts';

/** The most topics that one call may name. */
const MAX_TOPICS = 100;

/**
 * Switches the messages of a seller on: `taobao.tmc.user.permit` (21990).
 *
 * @param options.session the seller's session key.
 * @param options.topics replaces the seller's whole set of topics, at most 100. All topics of the app when left out,
 *   which the platform advises.
 * @throws TopError as every call, `refused` when the platform says no without a reason; RangeError for too many topics.
 */
export async function permitUser(
  client: TopClient,
  options: { readonly session: string; readonly topics?: readonly string[] },
): Promise<void> {
  const { session, topics } = options;
  if (topics && topics.length > MAX_TOPICS) throw new RangeError(`at most ${MAX_TOPICS} topics, got ${topics.length}`);
  const method = 'taobao.tmc.user.permit';
  const { data, requestId } = await client.call(method, { topics }, { kind: 'write', session });
  if (booleanResult(data['is_success']) !== false) return;
  throw new TopError({ kind: 'refused', method, what: 'the platform did not permit the messages', requestId });
}
