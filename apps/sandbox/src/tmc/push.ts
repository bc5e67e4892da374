import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { decodeFrame, encodeFrame, TMC_KIND } from '@interline/top-client/codec';
import type { TmcFrame } from '@interline/top-client/codec';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Channel } from './channel.ts';
import { checkConnect } from './connect.ts';
import { pushFrame } from './push-frame.ts';
import type { TmcQueue } from './queue.ts';

const PING_INTERVAL_MS = 30_000;
/** A consumer whose socket holds this many unsent bytes gets nothing more until it has read on. */
const SOCKET_BUFFER_LIMIT = 16 * 1024 * 1024;
const MAX_FRAME_BYTES = 1024 * 1024;

interface Consumer {
  readonly socket: WebSocket;
  readonly token: string;
  readonly version: 1 | 2;
  readonly queue: TmcQueue;
}

/** The message channel over WebSocket. */
export interface PushServer {
  /** Takes over an HTTP upgrade request to `/`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every socket without a closing handshake. Returns how many. */
  cut(): number;
  /** Connected and accepted consumers. */
  consumers(): number;
  close(): void;
}

/** A push server for these channels. Consumers of one group compete: each message goes to one of them. */
export function createPushServer(context: {
  clock: Clock;
  random: Random;
  channelOf: (appKey: string) => Channel | undefined;
  gzipRate: () => number;
}): PushServer {
  const { clock, random, channelOf, gzipRate } = context;
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const groups = new Map<TmcQueue, Set<Consumer>>();

  server.on('connection', (socket) => {
    let consumer: Consumer | undefined;
    const stopPings = keepAlive(socket, clock);

    socket.on('message', (data, isBinary) => {
      const frame = isBinary ? readFrame(data) : undefined;
      if (!frame) return;
      if (frame.type === 'connect') {
        const checked = checkConnect(frame, channelOf, clock.now().getTime());
        if (checked.kind === 'refused') {
          socket.send(answerFrame(frame, 'connectAck', { statusCode: checked.code, statusPhrase: checked.phrase }));
          return;
        }
        leave(consumer);
        consumer = { socket, token: randomUUID(), version: frame.version ?? 2, queue: checked.queue };
        socket.send(answerFrame(frame, 'connectAck', { token: consumer.token }));
        join(consumer);
        return;
      }
      if (!consumer || frame.token !== consumer.token) {
        refuse(frame, socket, 'unknown sender');
        return;
      }
      receive(frame, consumer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      stopPings();
      leave(consumer);
    });
  });

  function receive(frame: TmcFrame, consumer: Consumer): void {
    const kind = numberOf(frame, '__kind');
    const id = numberOf(frame, 'id');
    if (kind === TMC_KIND.pullRequest) drain(consumer.queue);
    else if (kind === TMC_KIND.confirm && id !== undefined) consumer.queue.confirm(id);
    else if (kind === TMC_KIND.failed && id !== undefined) consumer.queue.fail(id);
    else if (kind === TMC_KIND.data) {
      refuse(frame, consumer.socket, 'publishing messages is not played by the sandbox');
    }
  }

  function join(consumer: Consumer): void {
    const group = groups.get(consumer.queue) ?? new Set();
    if (!groups.has(consumer.queue)) {
      groups.set(consumer.queue, group);
      consumer.queue.onAvailable(() => drain(consumer.queue));
    }
    group.add(consumer);
    drain(consumer.queue);
  }

  function leave(consumer: Consumer | undefined): void {
    if (consumer) groups.get(consumer.queue)?.delete(consumer);
  }

  function drain(queue: TmcQueue): void {
    for (;;) {
      const ready = [...(groups.get(queue) ?? [])].filter((consumer) => isReady(consumer.socket));
      if (ready.length === 0) return;
      const [delivery] = queue.take(1);
      if (!delivery) return;
      const { socket, token, version } = random.pick(ready);
      const gzip = random.chance(gzipRate());
      socket.send(pushFrame(delivery, { token, version, sentAt: clock.now().getTime(), gzip }), () => drain(queue));
    }
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request)),
    cut() {
      const open = server.clients.size;
      for (const socket of server.clients) socket.terminate();
      return open;
    },
    consumers: () => [...groups.values()].reduce((sum, group) => sum + group.size, 0),
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** Pings the socket while it answers. A leap of a manual clock must not become a burst: clients close on those. */
function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let answered = true;
  let stop = clock.schedule(PING_INTERVAL_MS, beat);
  socket.on('pong', () => {
    answered = true;
  });
  function beat(): void {
    if (answered && socket.readyState === socket.OPEN) socket.ping();
    answered = false;
    stop = clock.schedule(PING_INTERVAL_MS, beat);
  }
  return () => stop();
}

function isReady(socket: WebSocket): boolean {
  return socket.readyState === socket.OPEN && socket.bufferedAmount < SOCKET_BUFFER_LIMIT;
}

/** The frame, or undefined for bytes that are none: the platform's answer to those is not documented. */
function readFrame(data: RawData): TmcFrame | undefined {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data;
  try {
    return decodeFrame(bytes);
  } catch {
    return undefined;
  }
}

/** Answers a SEND that cannot be done, when it wants an answer. The code is assumed. */
function refuse(frame: TmcFrame, socket: WebSocket, statusPhrase: string): void {
  if (frame.flag) socket.send(answerFrame(frame, 'sendAck', { statusCode: 43, statusPhrase }));
}

function answerFrame(
  to: TmcFrame,
  type: 'connectAck' | 'sendAck',
  headers: { token?: string; statusCode?: number; statusPhrase?: string },
): Buffer {
  return encodeFrame({
    type,
    version: to.version ?? 2,
    values: new Map(),
    ...(to.flag ? { flag: to.flag } : {}),
    ...headers,
  });
}

function numberOf(frame: TmcFrame, name: string): number | undefined {
  const value = frame.values.get(name)?.value;
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}
