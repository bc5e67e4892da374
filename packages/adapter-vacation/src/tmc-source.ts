import { UnreadableMessage } from '@interline/core';
import type { InboundMessage, MessageReading, StreamSource } from '@interline/core';
import { receiveTmc } from '@interline/top-client';

import type { VacationConnection } from './connection.ts';
import { ORDER_CHANGED, PERSON_CHANGED, readMessage, SELLER_FIELD } from './wire/message.ts';

const TOPICS: readonly string[] = [ORDER_CHANGED, PERSON_CHANGED];

/** The message channel of the platform, pushed or pulled. A message is confirmed only after it is stored. */
export const tmcSource: StreamSource<VacationConnection> = {
  kind: 'stream',
  name: 'tmc',
  topics: TOPICS,
  start: async ({ connection: { client, config }, services, deliver, report }) =>
    receiveTmc({ client, queue: config, services, deliver, report }),
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
