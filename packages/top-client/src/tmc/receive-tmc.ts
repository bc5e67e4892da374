import type { TopClient } from '../client/top-client.ts';
import type { Clock, Random } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { connectTmc } from './connect-tmc.ts';
import { pullTmc } from './pull-tmc.ts';
import type { TmcMessage } from './tmc-message.ts';
import type { TmcState } from './tmc-options.ts';

/** Which queue of which app is read, and how. */
export interface TmcQueue {
  /** Pushed over a WebSocket, or pulled by HTTP. Both read the same queue. */
  readonly messages: 'push' | 'pull';
  /** Address of the message channel; needed for `push`. */
  readonly messageUrl?: string | undefined;
  readonly appKey: string;
  readonly appSecret: string;
  readonly group: string;
}

/** A message as its envelope and its content say it; what it means is its reader's business. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly upstreamId: string;
  readonly content: string;
  /** The account in the envelope, as text; null when it names none. */
  readonly accountId: string | null;
  readonly publishedAt: Date;
  readonly via: 'push' | 'pull';
}

/** How receiving goes. */
export interface ReceptionHealth {
  readonly state: 'CONNECTING' | 'RUNNING' | 'FAILING';
  /** What is wrong, when `FAILING`. */
  readonly problem: string | null;
}

/** What {@link receiveTmc} needs. */
export interface TmcReception {
  /** Asks for the messages where they are pulled. */
  readonly client: TopClient;
  readonly queue: TmcQueue;
  readonly services: { readonly clock: Clock; readonly random: Random; readonly logger: Logger };
  /** Takes one message. It is confirmed when the promise resolves, and comes again when it rejects. */
  readonly deliver: (message: ReceivedMessage) => Promise<void>;
  readonly report: (health: ReceptionHealth) => void;
}

/**
 * Receives the messages of a queue until it is stopped, by {@link connectTmc} or {@link pullTmc}, and tells how it goes.
 *
 * @throws Error when messages are to be pushed and the queue has no address.
 */
export function receiveTmc(reception: TmcReception): { stop(): Promise<void> } {
  const running = reception.queue.messages === 'push' ? startPush(reception) : startPull(reception);
  return { stop: () => running.close() };
}

function startPush({ queue, services, deliver, report }: TmcReception): { close(): Promise<void> } {
  const { messageUrl, appKey, appSecret, group } = queue;
  if (messageUrl === undefined) throw new Error('messageUrl is missing although messages are pushed');
  return connectTmc({
    url: messageUrl,
    appKey,
    appSecret,
    group,
    ...services,
    onMessage: (message) => deliver(received(message)),
    onStateChange: (state, reason) => {
      const health = healthOf(state, `${messageUrl}: ${reason}`);
      if (health) report(health);
    },
  });
}

function startPull({ client, queue, services, deliver, report }: TmcReception): { close(): Promise<void> } {
  return pullTmc({
    client: reporting(client, report),
    group: queue.group,
    ...services,
    onMessage: (message) => deliver(received(message)),
  });
}

function received({ id, topic, content, userId, publishedAt, via }: TmcMessage): ReceivedMessage {
  return { topic, upstreamId: id, content, accountId: userId === '' ? null : userId, publishedAt, via };
}

function healthOf(state: TmcState, reason: string): ReceptionHealth | undefined {
  switch (state) {
    case 'connecting':
      return { state: 'CONNECTING', problem: null };
    case 'connected':
      return { state: 'RUNNING', problem: null };
    case 'waiting':
      return { state: 'FAILING', problem: `${reason}. It is tried again by itself; polling finds what it misses.` };
    case 'closed':
      return undefined;
  }
}

/** The pull loop has no state of its own to watch: whether its calls succeed is its health. */
function reporting(client: TopClient, report: (health: ReceptionHealth) => void): TopClient {
  return {
    ...client,
    async call(...call) {
      try {
        const result = await client.call(...call);
        report({ state: 'RUNNING', problem: null });
        return result;
      } catch (error) {
        if (!call[2].signal?.aborted)
          report({ state: 'FAILING', problem: error instanceof Error ? error.message : null });
        throw error;
      }
    },
  };
}
