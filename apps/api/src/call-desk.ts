import { answerCall, findCallSource } from '@interline/core/hub';
import type { CallBoard, CallResult, Database, HubContext } from '@interline/core/hub';
import type { CallDesk } from './http/options.ts';

/** Connections that nothing but calls uses, so that a call is answered in time whatever else the hub is busy with. */
export type CallConnections = Pick<Database, 'query' | 'transaction'>;

/**
 * The calls that the channels of a hub make.
 * @param board is told of each
 */
export function callDesk(hub: HubContext, { query, transaction }: CallConnections, board: CallBoard): CallDesk {
  // Made once: those who wait for notifications share a listener for each database object.
  const calls: HubContext = { ...hub, database: { ...hub.database, query, transaction } };
  return {
    find(path) {
      const called = findCallSource(calls, path);
      if (!called) return null;
      const { channel, source, connection } = called;
      // What the door refuses by itself, before the shop is known.
      const note = (result: CallResult, receivedAt: Date): void => {
        const ms = hub.clock.now().getTime() - receivedAt.getTime();
        board.note({ channel, source: source.name, shopId: null, result, receivedAt, ms });
      };
      return {
        maxBytes: source.maxBytes,
        answerWithinMs: source.answerWithinMs,
        answer: (shop, call, signal) => answerCall(calls, { path, shop, call }, signal, board.note),
        refuse: (trouble, query, receivedAt) => {
          note(trouble, receivedAt);
          return source.refuse(trouble, { connection, query });
        },
        turnAway: (receivedAt) => note('TURNED_AWAY', receivedAt),
      };
    },
  };
}
