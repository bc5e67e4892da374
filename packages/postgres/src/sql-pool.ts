import type { Pool, PoolClient } from 'pg';
import { COLUMN_TYPES } from './column-types.ts';
import { errorCode } from './connection.ts';
import type { Sql, SqlPool } from './statement.ts';

/** Deadlock and serialisation failure: PostgreSQL rolled back and asks to try again. */
const TRY_AGAIN: ReadonlySet<string | undefined> = new Set(['40P01', '40001']);

/** Named statements and transactions on the connections of `pool`. */
export function sqlPool(pool: Pool): SqlPool {
  return {
    ...sqlOn(pool),
    async transaction(work, { retries = 0 } = {}) {
      for (let left = retries; ; left -= 1) {
        try {
          return await transactOnce(pool, work);
        } catch (error) {
          if (left <= 0 || !TRY_AGAIN.has(errorCode(error))) throw error;
        }
      }
    },
  };
}

function sqlOn(connection: Pool | PoolClient): Sql {
  return {
    async query<Row>({ name, text }: { name: string; text: string }, values: readonly unknown[] = []) {
      const { rows } = await connection.query({ name, text, values: [...values], types: COLUMN_TYPES });
      return rows as Row[];
    },
  };
}

async function transactOnce<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let usable = true;
  try {
    await connection.query('begin');
    const result = await work(sqlOn(connection));
    const { command } = await connection.query('commit');
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed.');
    return result;
  } catch (error) {
    usable = await connection.query('rollback').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    connection.release(!usable);
  }
}
