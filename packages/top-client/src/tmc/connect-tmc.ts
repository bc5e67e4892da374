import { bulkhead } from 'cockatiel';

import { backoffDelay } from '../clock.ts';
import type { Backoff } from '../clock.ts';
import { TMC_KIND } from '../codec/tmc-frame.ts';
import type { TmcFrame, TmcValue } from '../codec/tmc-frame.ts';
import { silentLogger } from '../logger.ts';
import { openSocket } from './open-socket.ts';
import type { TmcSocket } from './open-socket.ts';
import { messageFromFrame } from './tmc-message.ts';
import type { TmcMessage } from './tmc-message.ts';
import type { TmcConnection, TmcOptions, TmcState } from './tmc-options.ts';

const DEFAULT_MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEFAULT_RECONNECT: Backoff = { initialMs: 1_000, maxMs: 30_000 };
const MAX_REASON_LENGTH = 128;

/**
 * Receives messages over WebSocket and keeps the connection up until it is closed. A message is confirmed only after
 * its handler's promise has resolved; nothing that arrives can make it throw.
 *
 * @throws TypeError when the address is no URL.
 */
export function connectTmc(options: TmcOptions): TmcConnection {
  const { clock, random = Math.random, logger = silentLogger, reconnect = DEFAULT_RECONNECT } = options;
  const maxMessageBytes = options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
  const maxWaiting = options.maxWaiting ?? 1_000;
  const workers = bulkhead(options.concurrency ?? 16, Infinity);
  const handling = new Map<string, Promise<void>>();
  const counts = { received: 0, confirmed: 0, failed: 0, duplicates: 0, malformed: 0, foreign: 0, disconnects: 0 };
  const ended = Promise.withResolvers<void>();
  let state: TmcState = 'connecting';
  let socket: TmcSocket | undefined;
  let closing: Promise<void> | undefined;
  let attempts = 0;
  let cancelReconnect: (() => void) | undefined;

  function changeState(next: TmcState, reason: string): void {
    state = next;
    const level = next === 'waiting' ? 'warn' : 'info';
    logger[level]({ state: next, reason, group: options.group ?? 'default' }, 'TMC connection');
    options.onStateChange?.(next, reason);
  }

  async function open(): Promise<void> {
    let authToken: string | undefined;
    try {
      authToken = await options.authToken?.();
    } catch (error) {
      return disconnected(`no connection token (${errorName(error)})`);
    }
    if (closing) return ended.resolve();
    socket = openSocket(
      {
        url: options.url,
        appKey: options.appKey,
        appSecret: options.appSecret,
        group: options.group ?? 'default',
        clock,
        acknowledgeMs: options.acknowledgeMs ?? 5_000,
        pullIntervalMs: options.pullIntervalMs ?? 15_000,
        heartbeatMs: options.heartbeatMs ?? 45_000,
        maxFrameBytes: maxMessageBytes * 4,
        authToken,
      },
      {
        ready() {
          attempts = 0;
          changeState('connected', 'the server accepted the connection');
        },
        sent: received,
        malformed(error) {
          counts.malformed += 1;
          logger.warn({ offset: error.offset, expected: error.expected }, 'malformed TMC frame skipped');
        },
        foreign() {
          counts.foreign += 1;
          logger.warn({}, 'TMC frame with an unknown token dropped');
        },
        closed: disconnected,
      },
    );
  }

  function disconnected(reason: string): void {
    socket = undefined;
    if (closing) return ended.resolve();
    counts.disconnects += 1;
    attempts += 1;
    const delayMs = backoffDelay(reconnect, attempts, random);
    changeState('waiting', reason);
    cancelReconnect = clock.schedule(delayMs, () => {
      changeState('connecting', `try ${attempts + 1}`);
      void open();
    });
  }

  function received(frame: TmcFrame): void {
    if ((frame.statusCode ?? 0) > 0 || frame.statusPhrase) {
      logger.warn({ statusCode: frame.statusCode, statusPhrase: frame.statusPhrase }, 'TMC error from the server');
      return;
    }
    if (frame.type !== 'send' || closing) return;
    const message = messageFromFrame(frame, clock.now(), maxMessageBytes);
    if (!message) {
      counts.malformed += 1;
      logger.warn({ values: [...frame.values.keys()] }, 'TMC push without an id skipped');
    } else if (handling.has(message.id)) {
      counts.duplicates += 1;
    } else {
      counts.received += 1;
      handling.set(message.id, handle(message));
      if (handling.size >= maxWaiting) socket?.pause();
    }
  }

  async function handle(message: TmcMessage): Promise<void> {
    try {
      await workers.execute(() => options.onMessage(message));
      settle(message, TMC_KIND.confirm);
    } catch (error) {
      logger.warn({ id: message.id, topic: message.topic, error: errorName(error) }, 'TMC message failed');
      settle(message, TMC_KIND.failed, errorName(error));
    } finally {
      handling.delete(message.id);
      if (handling.size < maxWaiting) socket?.resume();
    }
  }

  function settle({ id }: TmcMessage, kind: number, reason?: string): void {
    const values = new Map<string, TmcValue>([
      ['__kind', { format: 'byte', value: kind }],
      ['id', { format: 'int64', value: BigInt(id) }],
    ]);
    if (reason) values.set('msg', { format: 'string', value: reason.slice(0, MAX_REASON_LENGTH) });
    if (!socket?.send(values)) logger.info({ id }, 'TMC message not settled while disconnected; it will come again');
    else if (kind === TMC_KIND.confirm) counts.confirmed += 1;
    else counts.failed += 1;
  }

  async function close(): Promise<void> {
    await Promise.all(handling.values());
    cancelReconnect?.();
    if (socket) socket.close();
    else if (state === 'waiting') ended.resolve();
    await ended.promise;
    changeState('closed', 'closed by this side');
  }

  // Checked here, where the caller can still see it, and not at the first try to connect.
  if (!URL.canParse(options.url)) throw new TypeError(`connectTmc: url is not a URL: ${options.url}`);
  void open();
  return {
    get state() {
      return state;
    },
    counts,
    close() {
      closing ??= Promise.resolve().then(close);
      return closing;
    },
  };
}

/** Messages of errors may hold what must not leave, so only the kind of error is told. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
