import { WebSocket } from 'ws';
import type { RawData } from 'ws';

import { redactor } from '../client/redact.ts';
import type { Clock } from '../clock.ts';
import { decodeFrame } from '../codec/decode-frame.ts';
import { encodeFrame } from '../codec/encode-frame.ts';
import { TMC_KIND, TmcFrameError } from '../codec/tmc-frame.ts';
import type { TmcFrame, TmcValue } from '../codec/tmc-frame.ts';
import { tmcConnectSign } from '../codec/tmc-sign.ts';

/** What one connection needs. */
export interface SocketOptions {
  readonly url: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly group: string;
  readonly clock: Clock;
  readonly acknowledgeMs: number;
  readonly pullIntervalMs: number;
  readonly heartbeatMs: number;
  readonly maxFrameBytes: number;
  /** Result of `taobao.tmc.auth.get`, where the environment wants one. */
  readonly authToken?: string | undefined;
}

/** What one connection tells. `closed` comes once and last. */
export interface SocketEvents {
  /** The server accepted the CONNECT. */
  ready(): void;
  /** A SEND with our token. */
  sent(frame: TmcFrame): void;
  /** Bytes that are no frame. */
  malformed(error: TmcFrameError): void;
  /** A SEND with another token, which is dropped. */
  foreign(): void;
  closed(reason: string): void;
}

/** One connection to the channel, from the opening to the end. */
export interface TmcSocket {
  /** Sends a SEND with our token. False when the connection is not ready: nothing was sent. */
  send(values: ReadonlyMap<string, TmcValue>): boolean;
  /** Stops reading, so that the server holds its messages back. */
  pause(): void;
  resume(): void;
  /** Ends the connection in order, or by force after two seconds. */
  close(): void;
}

const CONNECT_FLAG = 1;
const CLOSE_MS = 2_000;
const NORMAL_CLOSURE = 1_000;

/** Opens one connection: CONNECT, CONNECTACK, then pull requests and heartbeats until it ends. */
export function openSocket(options: SocketOptions, events: SocketEvents): TmcSocket {
  const { clock } = options;
  const socket = new WebSocket(options.url, {
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes,
    handshakeTimeout: options.acknowledgeMs,
  });
  const timers = new Map<'acknowledge' | 'pull' | 'heartbeat' | 'close', () => void>();
  let token: string | undefined;
  let sign: string | undefined;
  let isOpen = false;
  let isPaused = false;
  let awaitsPong = false;
  let reason = 'the server closed the connection';

  const after = (name: 'acknowledge' | 'pull' | 'heartbeat' | 'close', delayMs: number, task: () => void) => {
    timers.get(name)?.();
    timers.set(name, clock.schedule(delayMs, task));
  };
  const giveUp = (why: string) => {
    reason = why;
    socket.terminate();
  };
  const write = (frame: TmcFrame) => {
    socket.send(encodeFrame(frame));
  };
  const heard = () => {
    awaitsPong = false;
    after('heartbeat', options.heartbeatMs, heartbeat);
  };
  const send = (values: ReadonlyMap<string, TmcValue>): boolean => {
    if (token === undefined || socket.readyState !== WebSocket.OPEN) return false;
    write({ type: 'send', token, values });
    return true;
  };
  const requestPull = () => {
    send(PULL_REQUEST);
    after('pull', options.pullIntervalMs, requestPull);
  };
  const heartbeat = () => {
    if (awaitsPong && !isPaused) return giveUp('the server did not answer a heartbeat');
    if (socket.readyState !== WebSocket.OPEN) return;
    awaitsPong = true;
    socket.ping();
    after('heartbeat', options.heartbeatMs, heartbeat);
  };
  /** The frame as it may be told: a server likes to repeat what it was sent. */
  const readable = (bytes: Uint8Array): TmcFrame => {
    const frame = decodeFrame(bytes);
    if (!frame.statusPhrase) return frame;
    const secrets = [options.appSecret, options.authToken, sign, token].filter((secret) => secret !== undefined);
    return { ...frame, statusPhrase: redactor(secrets, [])(frame.statusPhrase) };
  };
  const acknowledged = (frame: TmcFrame) => {
    const problem = acknowledgeProblem(frame);
    if (problem !== undefined) return giveUp(problem);
    timers.get('acknowledge')?.();
    token = frame.token;
    events.ready();
    requestPull();
  };

  socket.on('open', () => {
    isOpen = true;
    const timestampMs = clock.now().getTime();
    sign = tmcConnectSign(options.appKey, options.appSecret, options.group, timestampMs);
    write({ type: 'connect', flag: CONNECT_FLAG, values: connectValues(options, timestampMs, sign) });
    after('acknowledge', options.acknowledgeMs, () => giveUp(`no CONNECTACK within ${options.acknowledgeMs} ms`));
  });
  socket.on('message', (data, isBinary) => {
    heard();
    if (!isBinary) return;
    let frame: TmcFrame;
    try {
      frame = readable(bytesOf(data));
    } catch (error) {
      if (error instanceof TmcFrameError) return events.malformed(error);
      throw error;
    }
    if (frame.type === 'connectAck' && token === undefined) acknowledged(frame);
    else if (frame.type !== 'send' && frame.type !== 'sendAck') return;
    else if (token === undefined || frame.token !== token) events.foreign();
    else events.sent(frame);
  });
  socket.on('ping', heard);
  socket.on('pong', heard);
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const cause = error.code ?? error.message;
    reason = isOpen ? cause : `${new URL(options.url).host} was not reached (${cause}): check url and the network`;
  });
  socket.on('close', () => {
    for (const cancel of timers.values()) cancel();
    events.closed(reason);
  });

  return {
    send,
    pause() {
      isPaused = true;
      socket.pause();
    },
    resume() {
      isPaused = false;
      socket.resume();
    },
    close() {
      reason = 'closed by this side';
      socket.close(NORMAL_CLOSURE);
      after('close', CLOSE_MS, () => socket.terminate());
    },
  };
}

const PULL_REQUEST: ReadonlyMap<string, TmcValue> = new Map([
  ['__kind', { format: 'byte', value: TMC_KIND.pullRequest }],
]);

function connectValues(options: SocketOptions, timestampMs: number, sign: string): ReadonlyMap<string, TmcValue> {
  const texts = {
    app_key: options.appKey,
    group_name: options.group,
    timestamp: String(timestampMs),
    sign,
    sdk: 'interline',
    ...(options.authToken === undefined ? {} : { token: options.authToken }),
  };
  return new Map(Object.entries(texts).map(([name, value]) => [name, { format: 'string', value }]));
}

function acknowledgeProblem(frame: TmcFrame): string | undefined {
  if ((frame.statusCode ?? 0) > 0 || frame.statusPhrase) {
    const refusal = [frame.statusCode, frame.statusPhrase].filter(Boolean).join(' ');
    return `the server refused the CONNECT (${refusal}): check app key, app secret, group and this machine's clock`;
  }
  if (frame.flag !== CONNECT_FLAG) return 'the CONNECTACK answers another CONNECT';
  return frame.token ? undefined : 'the CONNECTACK has no token';
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
