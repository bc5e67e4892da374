import { once } from 'node:events';

import type { TmcFrame, TmcValue } from '../../src/codec/index.ts';
import { connectTmc } from '../../src/index.ts';
import type { TmcConnection, TmcMessage, TmcOptions } from '../../src/index.ts';
import { ManualClock } from './manual-clock.ts';
import { Queue } from './queue.ts';

/** A text value. */
export const text = (value: string): TmcValue => ({ format: 'string', value });
/** A 64-bit value. */
export const int64 = (value: bigint): TmcValue => ({ format: 'int64', value });

/** The values of a pushed message. */
export const push = {
  id: int64(9007199254740993n),
  topic: text('alitrip_travel_OrderChanged'),
  publisher: text('12345678'),
  userid: int64(3607242345n),
  nick: text('tbtest'),
  dataid: text('d-1'),
  content: text('{"order_id":1188515074720535309}'),
  retried: { format: 'int32', value: 2 } satisfies TmcValue,
  time: { format: 'date', value: new Date(1_500_000_000_000) } satisfies TmcValue,
};

/** A connection to the server whose changes of state and messages can be awaited. */
export function connect(url: string, options: Partial<TmcOptions> = {}) {
  const states = new Queue<string>();
  const messages = new Queue<TmcMessage>();
  const clock = new ManualClock();
  const connection = connectTmc({
    url,
    appKey: '12345678',
    appSecret: 'helloworld',
    clock,
    random: () => 0,
    onMessage: async (message) => messages.put(message),
    onStateChange: (state) => states.put(state),
    ...options,
  });
  return { connection, states, messages, clock };
}

/** The values of a frame by name. */
export function settled(frame: TmcFrame) {
  return Object.fromEntries([...frame.values].map(([name, { value }]) => [name, value]));
}

/** Closes the connection and waits until the server has seen it. */
export async function closed(connection: TmcConnection, socket: { once: unknown }): Promise<void> {
  await Promise.all([once(socket as NodeJS.EventEmitter, 'close'), connection.close()]);
}
