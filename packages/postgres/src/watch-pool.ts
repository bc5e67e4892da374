import type { Pool } from 'pg';
import type { Logger } from './logger.ts';

/**
 * pg reports a lost connection by an `error` event, which would end the process if nobody listened.
 * @param isExpected whether a loss is no news now
 */
export function watchPool(pool: Pool, logger: Logger, isExpected: () => boolean): void {
  const tell = (error: Error): void => {
    if (isExpected()) logger.debug({ reason: error.message }, 'A database connection ended');
    else logger.warn({ reason: error.message }, 'A database connection was lost');
  };
  pool.on('error', tell);
  pool.on('connect', (connection) => connection.on('error', tell));
}
