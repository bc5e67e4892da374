import type { Pool } from 'pg';
import type { Logger } from './logger.ts';

/** pg reports a lost connection by an `error` event, which would end the process if nobody listened. */
export function watchPool(pool: Pool, logger: Logger): void {
  const tell = (error: Error): void => logger.warn({ reason: error.message }, 'A database connection was lost');
  pool.on('error', tell);
  pool.on('connect', (connection) => connection.on('error', tell));
}
