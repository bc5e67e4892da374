import { UnreadableMessage } from '@interline/core';
import type {
  InboundMessage,
  MessageReading,
  RunningSource,
  SourceHealth,
  StreamContext,
  StreamSource,
} from '@interline/core';
import { connectTmc, pullTmc } from '@interline/top-client';
import type { TmcMessage, TmcState, TopClient } from '@interline/top-client';

import type { VacationConnection } from './connection.ts';
import { ORDER_CHANGED, PERSON_CHANGED, readMessage, SELLER_FIELD } from './wire/message.ts';

const TOPICS: readonly string[] = [ORDER_CHANGED, PERSON_CHANGED];

/** The message channel of the platform, pushed or pulled. A message is confirmed only after it is stored. */
export const tmcSource: StreamSource<VacationConnection> = {
  kind: 'stream',
  name: 'tmc',
  topics: TOPICS,
  start: async (context) => (context.connection.config.messages === 'push' ? startPush(context) : startPull(context)),
  read,
};

function read({ topic, content, accountId }: InboundMessage): MessageReading {
  if (!TOPICS.includes(topic)) {
    return { kind: 'ignored', reason: `topic ${topic} is not one of ${TOPICS.join(', ')}` };
  }
  const message = readMessage(content);
  if ('problem' in message) throw new UnreadableMessage(`${topic}, ${message.problem}`);
  const owner = message.sellerId ?? accountId;
  if (owner === null || owner === '') {
    throw new UnreadableMessage(`${topic}, ${SELLER_FIELD}: neither the content nor the envelope names the seller`);
  }
  return {
    kind: 'order',
    accountId: owner,
    reference: message.orderReference,
    modifiedAt: message.modifiedAt ?? null,
  };
}

function startPush({ connection, services, deliver, report }: StreamContext<VacationConnection>): RunningSource {
  const { messageUrl, appKey, appSecret, group } = connection.config;
  if (messageUrl === undefined) throw new Error('messageUrl is missing although messages are pushed');
  const running = connectTmc({
    url: messageUrl,
    appKey,
    appSecret,
    group,
    ...services,
    onMessage: (message) => deliver(inbound(message)),
    onStateChange: (state, reason) => {
      const health = healthOf(state, `${messageUrl}: ${reason}`);
      if (health) report(health);
    },
  });
  return { stop: () => running.close() };
}

function startPull({ connection, services, deliver, report }: StreamContext<VacationConnection>): RunningSource {
  const running = pullTmc({
    client: reporting(connection.client, report),
    group: connection.config.group,
    ...services,
    onMessage: (message) => deliver(inbound(message)),
  });
  return { stop: () => running.close() };
}

function inbound({ id, topic, content, userId, publishedAt, via }: TmcMessage): InboundMessage {
  return { topic, upstreamId: id, content, accountId: userId === '' ? null : userId, publishedAt, via };
}

function healthOf(state: TmcState, reason: string): SourceHealth | undefined {
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
function reporting(client: TopClient, report: (health: SourceHealth) => void): TopClient {
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
