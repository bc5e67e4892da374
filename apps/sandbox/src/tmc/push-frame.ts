import { gzipSync } from 'node:zlib';
import { encodeFrame } from '@interline/top-client/codec';
import type { TmcValue } from '@interline/top-client/codec';
import type { Delivery } from './queue.ts';

/**
 * The frame that pushes one message. Text and Int64 values come first, Dates last and no Byte at all: the decoder of
 * npm ali-topSdk reads nothing after a Date and drops a frame that ends with a Byte.
 */
export function pushFrame(
  { message, retried }: Delivery,
  to: { token: string; version: 1 | 2; sentAt: number; gzip: boolean },
): Buffer {
  const values = new Map<string, TmcValue>([
    ['id', { format: 'int64', value: BigInt(message.id) }],
    ['topic', { format: 'string', value: message.topic }],
    ['publisher', { format: 'string', value: message.shop.app.key }],
    ['userid', { format: 'int64', value: BigInt(message.shop.sellerId) }],
    ['nick', { format: 'string', value: message.shop.nick }],
    ['dataid', { format: 'string', value: message.dataId }],
    ['retried', { format: 'int64', value: BigInt(retried) }],
    [
      'content',
      to.gzip ? { format: 'bytes', value: gzipSync(message.content) } : { format: 'string', value: message.content },
    ],
    ['time', { format: 'date', value: new Date(message.publishedAt) }],
    ['outtime', { format: 'date', value: new Date(to.sentAt) }],
  ]);
  return encodeFrame({ type: 'send', version: to.version, token: to.token, values });
}
