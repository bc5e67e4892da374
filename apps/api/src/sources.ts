import type { InboundMessage, RunningSource, SourceHealth, StreamSource } from '@interline/core';
import { coalesce, ingestMessage, ingestMessages } from '@interline/core/hub';
import type { HubContext, IngestResult } from '@interline/core/hub';
import type { Running } from './role.ts';

/** How every stream of this process is doing, by `channel/source`; read by `channels { health }` and `/readyz`. */
export type SourceHealthBoard = Map<string, SourceHealth>;

const board: WeakMap<HubContext, SourceHealthBoard> = new WeakMap();

/** The health board of a hub. Empty in a process without the role `ingest`. */
export function sourceHealth(context: HubContext): SourceHealthBoard {
  let health = board.get(context);
  if (!health) board.set(context, (health = new Map()));
  return health;
}

/** Starts every stream source of every channel. A message is acknowledged upstream only after its commit. */
export async function startSources(context: HubContext): Promise<Running> {
  const running: RunningSource[] = [];
  const health = sourceHealth(context);
  for (const { adapter, connection } of context.channels.values()) {
    for (const source of adapter.sources) {
      if (source.kind !== 'stream') continue;
      const key = `${adapter.name}/${source.name}`;
      health.set(key, { state: 'CONNECTING', problem: null });
      running.push(await startStream(context, adapter.name, source, connection, (news) => health.set(key, news)));
    }
  }
  return { stop: async () => void (await Promise.all(running.map((source) => source.stop()))) };
}

/** Most messages of one transaction, when they come faster than they can be stored one by one. */
const TOGETHER = 200;
/** Longer messages are stored alone, in characters: a batch of them would fill the memory. */
const LONG_MESSAGE = 100_000;

function startStream(
  context: HubContext,
  channel: string,
  source: StreamSource<unknown>,
  connection: unknown,
  report: (health: SourceHealth) => void,
): Promise<RunningSource> {
  const { clock, random, logger } = context;
  const storeAlone = (message: InboundMessage) => ingestMessage(context, channel, source, message);
  const storeTogether = coalesce<InboundMessage, IngestResult>(
    (messages) => ingestMessages(context, channel, source, messages),
    TOGETHER,
  );
  return source.start({
    connection,
    services: { clock, random, logger },
    deliver: async (message) => {
      // Alone after a failure: one message that cannot be stored must not hold back the others of its batch.
      const result =
        message.content.length > LONG_MESSAGE
          ? await storeAlone(message)
          : await storeTogether(message).catch(() => storeAlone(message));
      logger.debug({ channel, topic: message.topic, via: message.via, result }, 'stored a message');
    },
    report: (news) => {
      report(news);
      if (news.state === 'FAILING')
        logger.warn({ channel, source: source.name, problem: news.problem }, 'a source is failing');
    },
  });
}
