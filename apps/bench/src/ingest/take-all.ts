import type { PostgresDatabase } from '@interline/postgres';
import { hubContext } from '../hub-context.ts';
import { memoryChannel } from './memory-channel.ts';
import { BLOCK } from './message-mix.ts';
import type { Hint } from './message-mix.ts';
import { drain, takeMessages } from './take-messages.ts';

/**
 * Lets workers take all messages, each its own share in order, `size` in one transaction.
 * @returns seconds until the last event was committed
 */
export async function takeAll(
  database: PostgresDatabase,
  hints: readonly Hint[],
  { size, workers }: { readonly size: number; readonly workers: number },
): Promise<number> {
  const channel = memoryChannel();
  const context = hubContext(database, [channel.adapter]);
  const blocks = hints.length / BLOCK;
  const share = Math.ceil(blocks / workers) * BLOCK;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const own = hints.slice(worker * share, (worker + 1) * share);
      for (let first = 0; first < own.length; first += size) {
        await takeMessages(context, channel, own.slice(first, first + size));
      }
    }),
  );
  await drain(context);
  return (performance.now() - start) / 1_000;
}

/** How many events of each type there are, and in which states the messages. */
export async function countEvents({ pool }: PostgresDatabase): Promise<string> {
  const { rows } = await pool.query<{ counts: string }>(
    `select string_agg(what || ' ' || count, ', ' order by what) as counts
       from (select type as what, count(*) from interline.order_event group by 1
             union all select 'message ' || state, count(*) from interline.message group by 1) as counted`,
  );
  return rows[0]?.counts ?? '';
}
