import { answerCall, findCallSource } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import type { CallDesk } from './http/options.ts';

/** The calls that the channels of a hub make. */
export function callDesk(hub: HubContext): CallDesk {
  return {
    find(path) {
      const called = findCallSource(hub, path);
      if (!called) return null;
      const { maxBytes, answerWithinMs } = called.source;
      return {
        maxBytes,
        answerWithinMs,
        answer: (shop, call, signal) => answerCall(hub, { path, shop, call }, signal),
        refuse: (trouble) => called.source.refuse(trouble),
      };
    },
  };
}
