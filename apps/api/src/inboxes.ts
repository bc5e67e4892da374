import type { InboundMessage, StreamSource } from '@interline/core';
import { coalesce, ingestMessage, ingestMessages } from '@interline/core/hub';
import type { HubContext, IngestResult } from '@interline/core/hub';

/** Where the messages of one stream source are stored. */
export interface Inbox {
  readonly channel: string;
  readonly source: StreamSource<unknown>;
  /** Stores a message. Resolves after the commit; rejects when it could not be stored. */
  store(message: InboundMessage): Promise<IngestResult>;
}

/** The inboxes of a hub: one for every stream source of every channel. */
export interface Inboxes {
  readonly all: readonly Inbox[];
  /**
   * Whose message this is: of the receiving source when it lists the topic, else of the source that does,
   * else of the receiving source, which keeps it as ignored.
   *
   * Channels of one app read one queue, each over a connection of its own, and the queue gives a message
   * to any one of them. So who received a message says nothing about whose it is; only the topic does.
   */
  ownerOf(receiving: Inbox, topic: string): Inbox;
}

/** Most messages of one transaction, when they come faster than they can be stored one by one. */
const TOGETHER = 200;
/** Longer messages are stored alone, in characters: a batch of them would fill the memory. */
const LONG_MESSAGE = 100_000;

/** Opens the inboxes of every channel. No topic may belong to two channels: `checkConfig` has seen to that. */
export function openInboxes(context: HubContext): Inboxes {
  const all = [...context.channels.values()].flatMap(({ adapter }) =>
    adapter.sources.flatMap((source) => (source.kind === 'stream' ? [openInbox(context, adapter.name, source)] : [])),
  );
  const byTopic = new Map(all.flatMap((inbox) => inbox.source.topics.map((topic) => [topic, inbox] as const)));
  return {
    all,
    ownerOf: (receiving, topic) =>
      receiving.source.topics.includes(topic) ? receiving : (byTopic.get(topic) ?? receiving),
  };
}

function openInbox(context: HubContext, channel: string, source: StreamSource<unknown>): Inbox {
  const storeAlone = (message: InboundMessage) => ingestMessage(context, channel, source, message);
  const storeTogether = coalesce<InboundMessage, IngestResult>(
    (messages) => ingestMessages(context, channel, source, messages),
    TOGETHER,
  );
  return {
    channel,
    source,
    store: (message) =>
      message.content.length > LONG_MESSAGE
        ? storeAlone(message)
        : // Alone after a failure: one message that cannot be stored must not hold back the others of its batch.
          storeTogether(message).catch(() => storeAlone(message)),
  };
}
