import type { RunningSource, SourceHealth } from '@interline/core';
import type { HubContext } from '@interline/core/hub';
import { openInboxes } from './inboxes.ts';
import type { Inbox, Inboxes } from './inboxes.ts';
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
  const inboxes = openInboxes(context);
  for (const inbox of inboxes.all) running.push(await startStream(context, inboxes, inbox));
  return { stop: async () => void (await Promise.all(running.map((source) => source.stop()))) };
}

function startStream(context: HubContext, inboxes: Inboxes, receiving: Inbox): Promise<RunningSource> {
  const { clock, random, logger } = context;
  const { channel, source } = receiving;
  const report = (news: SourceHealth) => void sourceHealth(context).set(`${channel}/${source.name}`, news);
  report({ state: 'CONNECTING', problem: null });
  return source.start({
    connection: context.channels.get(channel)?.connection,
    services: { clock, random, logger },
    deliver: async (message) => {
      const owner = inboxes.ownerOf(receiving, message.topic);
      const result = await owner.store(message);
      const { topic, via } = message;
      logger.debug({ channel: owner.channel, receivedBy: channel, topic, via, result }, 'stored a message');
    },
    report: (news) => {
      report(news);
      if (news.state === 'FAILING')
        logger.warn({ channel, source: source.name, problem: news.problem }, 'a source is failing');
    },
  });
}
