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
import { createConsumers } from './consumers.ts';
import type { Consumer } from './consumers.ts';

const PING_INTERVAL_MS = 30_000;
const MAX_FRAME_BYTES = 1024 * 1024;

/** The message channel over WebSocket. */
export interface PushServer {
  /** Takes over an HTTP upgrade request to `/`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every socket without a closing handshake. Returns how many. */
  cut(): number;
  close(): void;
}

/** A push server for these channels. `gzipRate` is the share of contents pushed as gzip bytes. */
export function createPushServer(context: {
  clock: Clock;
  random: Random;
  channelOf: (appKey: string) => Channel | undefined;
  gzipRate: () => number;
}): PushServer {
  const { clock, channelOf } = context;
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  const consumers = createConsumers(context);

  server.on('connection', (socket) => {
    let consumer: Consumer | undefined;
    const stopPings = keepAlive(socket, clock);
    const leave = (): void => {
      if (consumer) consumers.leave(consumer);
    };

    socket.on('message', (data, isBinary) => {
      const frame = isBinary ? readFrame(data) : undefined;
      if (!frame) return;
      if (frame.type === 'connect') {
        leave();
        consumer = accept(frame, socket);
        if (consumer) consumers.join(consumer);
      } else if (consumer && frame.token === consumer.token) {
        receive(frame, consumer);
      } else {
        refuse(frame, socket, 'unknown sender');
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      stopPings();
      leave();
    });
  });

  /** Answers a CONNECT. */
  function accept(frame: TmcFrame, socket: WebSocket): Consumer | undefined {
    const checked = checkConnect(frame, channelOf, clock.now().getTime());
    if (checked.kind === 'refused') {
      socket.send(answerFrame(frame, 'connectAck', { statusCode: checked.code, statusPhrase: checked.phrase }));
      return undefined;
    }
    const token = randomUUID();
    socket.send(answerFrame(frame, 'connectAck', { token }));
    return { socket, token, version: frame.version ?? 2, queue: checked.queue };
  }

  /** Handles a SEND or SENDACK of a known sender; clients report failures with either. */
  function receive(frame: TmcFrame, { socket, queue }: Consumer): void {
    const kind = numberOf(frame, '__kind');
    const id = numberOf(frame, 'id');
    if (kind === TMC_KIND.pullRequest) consumers.drain(queue);
    else if (kind === TMC_KIND.confirm && id !== undefined) queue.confirm(id);
    else if (kind === TMC_KIND.failed && id !== undefined) queue.fail(id);
    else if (kind === TMC_KIND.data) refuse(frame, socket, 'publishing messages is not played by the sandbox');
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request)),
    cut() {
      const open = server.clients.size;
      for (const socket of server.clients) socket.terminate();
      return open;
    },
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
