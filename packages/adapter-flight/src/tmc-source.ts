import { UnreadableMessage } from '@interline/core';
import type { InboundMessage, MessageReading, StreamSource } from '@interline/core';
import { receiveTmc } from '@interline/top-client';

import type { FlightConnection } from './connection.ts';
import { readMessage, topicsOf } from './messages.ts';
import type { FlightNames } from './wire.ts';

/** The message channel of the platform, pushed or pulled. A message is confirmed only after it is stored. */
export function tmcSource(names: FlightNames): StreamSource<FlightConnection> {
  return {
    kind: 'stream',
    name: 'tmc',
    topics: topicsOf(names),
    start: async ({ connection: { client, config }, services, deliver, report }) =>
      receiveTmc({ client, queue: config, services, deliver, report }),
    read: (message) => read(message, names),
  };
}

/** No field of a content names the account, so the envelope must; and none gives the order's time of change. */
function read({ topic, content, accountId }: InboundMessage, names: FlightNames): MessageReading {
  const topics = topicsOf(names);
  if (!topics.includes(topic)) return { kind: 'ignored', reason: `topic ${topic} is not one of ${topics.join(', ')}` };
  const subject = readMessage(topic, content, names);
  if ('problem' in subject) throw new UnreadableMessage(`${topic}, ${subject.problem}`);
  if (accountId === null || accountId === '') {
    throw new UnreadableMessage(
      `${topic}: the envelope names no account, and the content has no field for it. Find the order by its number and sync it.`,
    );
  }
  return 'order' in subject
    ? { kind: 'order', accountId, reference: subject.order, modifiedAt: null }
    : { kind: 'orders', accountId, detail: { segmentKeys: [subject.flight] } };
}
