import type { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { pushFrame } from './push-frame.ts';
import type { TmcQueue } from './queue.ts';

/** A consumer whose socket holds this many unsent bytes gets nothing more until it has read on. */
const SOCKET_BUFFER_LIMIT = 16 * 1024 * 1024;

/** An accepted socket. */
export interface Consumer {
  readonly socket: WebSocket;
  /** Every SEND of either side carries it. */
  readonly token: string;
  /** Protocol version of its CONNECT. */
  readonly version: 1 | 2;
  readonly queue: TmcQueue;
}

/** The accepted sockets of every queue. Those of one queue compete: each message goes to one of them. */
export interface Consumers {
  /** Adds a consumer, who gets at once what is waiting. */
  join(consumer: Consumer): void;
  leave(consumer: Consumer): void;
  /** Pushes what is waiting to whoever can take it. */
  drain(queue: TmcQueue): void;
}

/** No consumers at first. `gzipRate` is the share of contents pushed as gzip bytes. */
export function createConsumers(context: { clock: Clock; random: Random; gzipRate: () => number }): Consumers {
  const { clock, random, gzipRate } = context;
  const groups = new Map<TmcQueue, Set<Consumer>>();

  const groupOf = (queue: TmcQueue): Set<Consumer> => {
    const known = groups.get(queue);
    if (known) return known;
    const group = new Set<Consumer>();
    groups.set(queue, group);
    queue.onAvailable(() => drain(queue));
    return group;
  };

  const drain = (queue: TmcQueue): void => {
    for (;;) {
      const ready = [...groupOf(queue)].filter(({ socket }) => isReady(socket));
      if (ready.length === 0) return;
      const [delivery] = queue.take(1);
      if (!delivery) return;
      const { socket, token, version } = random.pick(ready);
      const gzip = random.chance(gzipRate());
      const frame = pushFrame(delivery, { token, version, sentAt: clock.now().getTime(), gzip });
      socket.send(frame, () => drain(queue));
    }
  };

  return {
    join(consumer) {
      groupOf(consumer.queue).add(consumer);
      drain(consumer.queue);
    },
    leave: (consumer) => void groupOf(consumer.queue).delete(consumer),
    drain,
  };
}

function isReady(socket: WebSocket): boolean {
  return socket.readyState === socket.OPEN && socket.bufferedAmount < SOCKET_BUFFER_LIMIT;
}
