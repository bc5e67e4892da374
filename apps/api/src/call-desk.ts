import { answerCall, findCallSource } from '@interline/core/hub';
import type { Database, HubContext } from '@interline/core/hub';
import type { CallDesk } from './http/options.ts';

/** Connections that nothing but calls uses, so that a call is answered in time whatever else the hub is busy with. */
export type CallConnections = Pick<Database, 'query' | 'transaction'>;

/** The calls that the channels of a hub make. */
export function callDesk(hub: HubContext, { query, transaction }: CallConnections): CallDesk {
  // Made once: those who wait for notifications share a listener for each database object.
  const calls: HubContext = { ...hub, database: { ...hub.database, query, transaction } };
  return {
    find(path) {
      const called = findCallSource(calls, path);
      if (!called) return null;
      const { maxBytes, answerWithinMs } = called.source;
      return {
        maxBytes,
        answerWithinMs,
        answer: (shop, call, signal) => answerCall(calls, { path, shop, call }, signal),
        refuse: (trouble) => called.source.refuse(trouble),
      };
    },
  };
}
