import type { InboundMessage } from '@interline/core';

/** Holds the messages of a source back, so that a test decides which of them arrive, when, and how often. */
export interface MessageTap {
  put(message: InboundMessage): void;
  /** Waits until `count` different messages have come since the start, and hands out those that nobody has taken yet. */
  take(count: number): Promise<InboundMessage[]>;
}

/** An empty tap. */
export function createMessageTap(): MessageTap {
  const waiting: InboundMessage[] = [];
  // By id, because a message may come again whose confirmation is still on its way.
  const received = new Set<string>();
  let wake = Promise.withResolvers<void>();

  return {
    put(message) {
      received.add(message.upstreamId);
      waiting.push(message);
      wake.resolve();
      wake = Promise.withResolvers();
    },
    async take(count) {
      while (received.size < count) await wake.promise;
      return waiting.splice(0);
    },
  };
}
