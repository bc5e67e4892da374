import { once } from 'node:events';
import { decodeFrame, encodeFrame, TMC_KIND, tmcConnectSign } from '@interline/top-client/codec';
import type { TmcFrame, TmcValue } from '@interline/top-client/codec';
import { WebSocket } from 'ws';
import type { Sandbox } from '../src/index.ts';

/** A bare consumer: it sends frames and queues what comes back. */
export interface TmcClient {
  /** The next frame of the server, waiting for it if need be. */
  next(): Promise<TmcFrame>;
  /** Frames received and not yet taken. */
  waiting(): number;
  send(frame: TmcFrame): void;
  sendBytes(bytes: Uint8Array): void;
  /** Resolves when every frame sent before has been handled by the server. */
  settled(): Promise<void>;
  closed: Promise<void>;
  close(): void;
}

/** Opens a socket; nothing is sent yet. */
export async function openSocket(sandbox: Sandbox): Promise<TmcClient> {
  const socket = new WebSocket(sandbox.tmcUrl);
  const frames: TmcFrame[] = [];
  const takers: ((frame: TmcFrame) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = decodeFrame(data);
    const taker = takers.shift();
    if (taker) taker(frame);
    else frames.push(frame);
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'open');
  return {
    next() {
      const frame = frames.shift();
      return frame ? Promise.resolve(frame) : new Promise((resolve) => takers.push(resolve));
    },
    waiting: () => frames.length,
    send: (frame) => socket.send(encodeFrame(frame)),
    sendBytes: (bytes) => socket.send(bytes),
    async settled() {
      const pong = once(socket, 'pong');
      socket.ping();
      await pong;
    },
    closed,
    close: () => socket.close(),
  };
}

/** A CONNECT of the demo application; values given replace its own. */
export function connectFrame(sandbox: Sandbox, values: Record<string, string> = {}, flag?: number): TmcFrame {
  const group = values['group_name'] ?? 'default';
  const timestamp = values['timestamp'] ?? String(sandbox.clock.now().getTime());
  const all = {
    app_key: sandbox.app.key,
    group_name: group,
    timestamp,
    sign: tmcConnectSign(sandbox.app.key, sandbox.app.secret, group, Number(timestamp)),
    ...values,
  };
  const entries = Object.entries(all).map(([name, value]) => [name, { format: 'string', value }] as const);
  return { type: 'connect', values: new Map(entries), ...(flag === undefined ? {} : { flag }) };
}

/** A consumer that was accepted, with its token. */
export async function connect(
  sandbox: Sandbox,
  values: Record<string, string> = {},
): Promise<TmcClient & { token: string }> {
  const client = await openSocket(sandbox);
  client.send(connectFrame(sandbox, values));
  const { token } = await client.next();
  if (!token) throw new Error('the sandbox refused the CONNECT');
  return { ...client, token };
}

/** A SEND of the given kind about the given message. */
export function kindFrame(token: string, kind: keyof typeof TMC_KIND, id?: bigint): TmcFrame {
  const values = new Map<string, TmcValue>([['__kind', { format: 'byte', value: TMC_KIND[kind] }]]);
  if (id !== undefined) values.set('id', { format: 'int64', value: id });
  return { type: 'send', token, values };
}

/** The id of a pushed message. */
export function idOf(frame: TmcFrame): bigint {
  return frame.values.get('id')?.value as bigint;
}

/** The content of a pushed message, parsed. */
export function contentOf(frame: TmcFrame): Record<string, unknown> {
  return JSON.parse(String(frame.values.get('content')?.value)) as Record<string, unknown>;
}
