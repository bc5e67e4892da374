import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

import { decodeFrame, encodeFrame } from '../../src/codec/index.ts';
import type { TmcFrame, TmcValue } from '../../src/codec/index.ts';
import { Queue } from './queue.ts';

/** One connection as the server sees it. */
export interface ServerSide {
  readonly socket: WebSocket;
  /** The frames of the client, in order. */
  readonly frames: Queue<TmcFrame>;
  send(frame: TmcFrame): void;
  /** Pushes a message with the token of this connection. */
  push(values: Readonly<Record<string, TmcValue>>): void;
}

/** A real WebSocket server on a free port that speaks TMC frames and leaves the answers to the test. */
export interface TmcServer {
  readonly url: string;
  readonly connections: Queue<ServerSide>;
  /** Takes the next connection, reads its CONNECT and PullRequest and accepts it. */
  accept(token?: string): Promise<ServerSide & { readonly connect: TmcFrame }>;
  /** Cuts every connection and takes no more. */
  stop(): Promise<void>;
}

/** Starts a server that runs until the test is over. */
export async function startTmcServer(): Promise<TmcServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connections = new Queue<ServerSide>();
  server.on('connection', (socket) => {
    const frames = new Queue<TmcFrame>();
    socket.on('message', (data) => frames.put(decodeFrame(data as Buffer)));
    const send = (frame: TmcFrame) => socket.send(encodeFrame(frame));
    connections.put({
      socket,
      frames,
      send,
      push: (values) => send({ type: 'send', token: 'tok-1', values: new Map(Object.entries(values)) }),
    });
  });
  let stopped: Promise<unknown> | undefined;
  const stop = async () => {
    if (!stopped) {
      stopped = once(server, 'close');
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
    await stopped;
  };
  onTestFinished(stop);
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections,
    async accept(token = 'tok-1') {
      const side = await connections.take();
      const connect = await side.frames.take();
      side.send({ type: 'connectAck', token, values: new Map(), ...(connect.flag ? { flag: connect.flag } : {}) });
      await side.frames.take();
      return { ...side, connect };
    },
    stop,
  };
}
