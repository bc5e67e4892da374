import { Client, type ClientConfig } from 'pg';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

interface ListenOptions {
  readonly config: ClientConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly channel: string;
  readonly onNotify: (payload: string) => void;
  /** Whether a loss is no news now: the process stops. */
  readonly isExpected: () => boolean;
}

/**
 * Listens on a connection of its own, and connects again whenever that is lost: after 0.1 s, then twice as long each
 * time, at most 10 s. Each restored connection is told with an empty payload, as what came in between is lost.
 * Rejects when the first connection fails.
 * @returns a function that stops listening.
 */
export async function listen({
  config,
  clock,
  logger,
  channel,
  onNotify,
  isExpected,
}: ListenOptions): Promise<() => Promise<void>> {
  let client: Client | null = null;
  let stopped = false;
  let cancelRetry: (() => void) | null = null;

  const connect = async (): Promise<void> => {
    const next = new Client(config);
    let lost = false;
    next.on('error', (error) => {
      if (!stopped && !isExpected()) logger.warn({ channel, reason: error.message }, 'Notification connection failed');
    });
    next.on('notification', ({ payload }) => onNotify(payload ?? ''));
    next.on('end', () => {
      lost = true;
      if (client === next) reconnectAfter(FIRST_DELAY_MS);
    });
    try {
      await next.connect();
      await next.query(`listen ${next.escapeIdentifier(channel)}`);
      if (lost) throw new Error('The connection was lost while it was set up.');
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    if (stopped) await next.end();
    else client = next;
  };

  const reconnectAfter = (delayMs: number): void => {
    client = null;
    if (stopped) return;
    cancelRetry = clock.schedule(delayMs, () => {
      connect().then(
        () => {
          if (stopped) return;
          logger.info({ channel }, 'Listening for notifications again');
          onNotify('');
        },
        (error: unknown) => {
          if (!isExpected()) {
            logger.warn({ channel, reason: String(error), delayMs }, 'Cannot listen for notifications; trying again');
          }
          reconnectAfter(Math.min(delayMs * 2, LONGEST_DELAY_MS));
        },
      );
    });
  };

  await connect();
  return async () => {
    stopped = true;
    cancelRetry?.();
    const open = client;
    client = null;
    await open?.end();
  };
}
