import { bulkhead } from 'cockatiel';

import type { TopClient } from '../client/top-client.ts';
import { TopError } from '../client/top-error.ts';
import { backoffDelay, sleep } from '../clock.ts';
import type { Backoff, Clock, Random } from '../clock.ts';
import { asArray } from '../codec/response.ts';
import { silentLogger } from '../logger.ts';
import type { Logger } from '../logger.ts';
import { messageFromPull } from './tmc-message.ts';
import type { TmcMessage } from './tmc-message.ts';

/** What {@link pullTmc} needs. */
export interface PullOptions {
  readonly client: TopClient;
  /** Queue of the app. Default `default`. */
  readonly group?: string;
  /** Messages per call, 10 to 200. Default 100. */
  readonly quantity?: number;
  /** As in {@link TmcOptions.onMessage}; a rejected message is not confirmed and so comes again. */
  readonly onMessage: (message: TmcMessage) => Promise<void>;
  readonly clock: Clock;
  /** Jitter of pauses after failures. Default `Math.random`. */
  readonly random?: Random;
  readonly logger?: Logger;
  /** Pause when the queue is empty, in milliseconds. Default 1,000. */
  readonly pauseMs?: number;
  /** Pauses after a failed call, or when no message of a batch could be handled. Default from 1,000 to 60,000 ms. */
  readonly failurePause?: Backoff;
  /** Messages handled at the same time. Default 16. */
  readonly concurrency?: number;
  /** The longest content of a message, in bytes; a longer one is handed over with its `problem`. Default 16 MiB. */
  readonly maxMessageBytes?: number;
}

/** What a pull loop did so far. */
export interface PullCounts {
  received: number;
  confirmed: number;
  failed: number;
  /** Elements without an id, which cannot be confirmed. */
  malformed: number;
  /** Calls of consume or confirm that failed. */
  failedCalls: number;
}

/** A running pull loop. */
export interface TmcPull {
  readonly counts: Readonly<PullCounts>;
  /** Ends the loop after the batch at work has been handled and confirmed. */
  close(): Promise<void>;
}

/** The most ids that one confirm may carry. */
const MAX_CONFIRM = 200;
const DEFAULT_MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEFAULT_FAILURE_PAUSE: Backoff = { initialMs: 1_000, maxMs: 60_000 };

/**
 * Receives messages by asking for them: `taobao.tmc.messages.consume` (21986), the handler, then
 * `taobao.tmc.messages.confirm` (21985) for those whose promise has resolved. Reads the same queue as
 * {@link connectTmc}; no call failing ends it.
 */
export function pullTmc(options: PullOptions): TmcPull {
  const { client, clock, onMessage, random = Math.random, logger = silentLogger } = options;
  const { group = 'default', quantity = 100, pauseMs = 1_000, failurePause = DEFAULT_FAILURE_PAUSE } = options;
  const maxMessageBytes = options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
  const workers = bulkhead(options.concurrency ?? 16, Infinity);
  const counts = { received: 0, confirmed: 0, failed: 0, malformed: 0, failedCalls: 0 };
  const stop = new AbortController();
  // A group is named only when it is not the default one: a name that does not exist is an error.
  const groupName = group === 'default' ? undefined : group;

  async function consume(): Promise<TmcMessage[]> {
    const parameters = { group_name: groupName, quantity };
    // Consuming is repeatable: what is not confirmed comes again.
    const { data } = await client.call('taobao.tmc.messages.consume', parameters, {
      kind: 'read',
      signal: stop.signal,
    });
    const receivedAt = clock.now();
    return asArray(data['messages']).flatMap((entry) => {
      const message = messageFromPull(entry, receivedAt, maxMessageBytes);
      if (message) return [message];
      counts.malformed += 1;
      logger.warn({}, 'pulled TMC message without an id skipped');
      return [];
    });
  }

  async function isHandled(message: TmcMessage): Promise<boolean> {
    counts.received += 1;
    try {
      await workers.execute(() => onMessage(message));
      return true;
    } catch (error) {
      counts.failed += 1;
      const name = error instanceof Error ? error.name : 'unknown error';
      logger.warn({ id: message.id, topic: message.topic, error: name }, 'TMC message failed');
      return false;
    }
  }

  async function confirm(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += MAX_CONFIRM) {
      const batch = ids.slice(start, start + MAX_CONFIRM);
      const parameters = { group_name: groupName, s_message_ids: batch };
      // Confirming twice does nothing, so it may be repeated like a read.
      await client.call('taobao.tmc.messages.confirm', parameters, { kind: 'read' });
      counts.confirmed += batch.length;
    }
  }

  /** One round; says how many messages came and how many of them were handled. */
  async function round(): Promise<{ readonly received: number; readonly handled: number }> {
    const messages = await consume();
    const results = await Promise.all(messages.map(isHandled));
    const handled = messages.filter((_message, index) => results[index]).map(({ id }) => id);
    await confirm(handled);
    return { received: messages.length, handled: handled.length };
  }

  async function loop(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      let waitMs = 0;
      try {
        const { received, handled } = await round();
        failures = received > 0 && handled === 0 ? failures + 1 : 0;
        if (received === 0) waitMs = pauseMs;
      } catch (error) {
        if (stop.signal.aborted) return;
        failures += 1;
        counts.failedCalls += 1;
        waitMs = error instanceof TopError ? (error.retryAfterMs ?? 0) : 0;
        logger.warn({ error: error instanceof TopError ? error.message : 'unexpected answer' }, 'TMC pull failed');
      }
      if (failures > 0) waitMs = Math.max(waitMs, backoffDelay(failurePause, failures, random));
      if (waitMs > 0) await sleep(clock, waitMs, stop.signal).catch(() => {});
    }
  }

  const finished = loop();
  return {
    counts,
    async close() {
      stop.abort();
      await finished;
    },
  };
}
