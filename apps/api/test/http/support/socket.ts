import { once } from 'node:events';
import type { Client } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { TOKEN } from './test-server.ts';
import type { GraphQLAnswer, TestServer } from './test-server.ts';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: GraphQLAnswer;
}

/** A WebSocket that speaks the protocol word by word. */
export interface RawSocket {
  readonly socket: WebSocket;
  send(message: object): void;
  /** The next message that has not been taken yet. */
  next(): Promise<Message>;
  /** The close code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

export function openSocket(server: TestServer, headers: Record<string, string> = {}): RawSocket {
  const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  const sending: string[] = [];
  socket.on('open', () => sending.splice(0).forEach((text) => socket.send(text)));
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    const taker = waiting.shift();
    if (taker) taker(message);
    else messages.push(message);
  });
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  socket.on('close', (code, reason) => closed.resolve({ code, reason: String(reason) }));
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return {
    socket,
    closed: closed.promise,
    send: (message) => {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else sending.push(text);
    },
    next: () => {
      const message = messages.shift();
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

/** A socket whose `connection_init` was acknowledged. */
export async function connect(server: TestServer, token = TOKEN): Promise<RawSocket> {
  const raw = openSocket(server);
  raw.send({ type: 'connection_init', payload: { token } });
  const { type } = await raw.next();
  if (type !== 'connection_ack') throw new Error(`expected connection_ack, got ${type}`);
  return raw;
}

/** The status with which an upgrade is refused. */
export async function refusedUpgrade(server: TestServer, headers: Record<string, string>): Promise<number> {
  const { socket } = openSocket(server, headers);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
}

/** Runs one operation over graphql-ws to its first result. */
export async function runOnce(
  client: Client,
  query: string,
  variables?: Record<string, unknown>,
): Promise<GraphQLAnswer> {
  const results = client.iterate({ query, ...(variables && { variables }) });
  const first = await results.next();
  await results.return?.();
  return first.value as GraphQLAnswer;
}
