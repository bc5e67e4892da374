import type { Pool, PoolClient } from 'pg';
import { COLUMN_TYPES } from './column-types.ts';
import { errorCode } from './connection.ts';
import type { Sql, SqlPool, Statement } from './statement.ts';

/** Deadlock and serialisation failure: PostgreSQL rolled back and asks to try again. */
const TRY_AGAIN: ReadonlySet<string | undefined> = new Set(['40P01', '40001']);

/** Named statements and transactions on the connections of `pool`. */
export function sqlPool(pool: Pool): SqlPool {
  return {
    ...sqlOn(pool),
    async transaction(work, { retries = 0, locksFirst = false } = {}) {
      for (let left = retries; ; left -= 1) {
        try {
          return await transactOnce(pool, work, locksFirst);
        } catch (error) {
          if (left <= 0 || !TRY_AGAIN.has(errorCode(error))) throw error;
        }
      }
    },
  };
}

function sqlOn(connection: Pool | PoolClient): Sql {
  return {
    async query<Row>({ name, text }: Statement, values: readonly unknown[] = []) {
      const { rows } = await connection.query({ name, text, values: [...values], types: COLUMN_TYPES });
      return rows as Row[];
    },
  };
}

/** A transaction as its work sees it. */
interface OpenTransaction {
  readonly sql: Sql;
  /** From now on no statement is taken: one of several that were asked for together may go on when another has failed. */
  end(): void;
}

/** @param begun what must have come true for a statement to count */
function openTransaction(connection: PoolClient, begun: Promise<unknown>): OpenTransaction {
  const sql = sqlOn(connection);
  let isOver = false;
  return {
    sql: {
      async query<Row>(statement: Statement, values?: readonly unknown[]) {
        if (isOver) throw new Error(`Statement ${statement.name} was asked for after its transaction had ended.`);
        const [rows] = await Promise.all([sql.query<Row>(statement, values), begun]);
        return rows;
      },
    },
    end() {
      isOver = true;
    },
  };
}

/** Prepared like all others, so that it shares a write with the statements behind it. */
const BEGIN = { name: 'begin', text: 'begin' };

async function transactOnce<T>(pool: Pool, work: (sql: Sql) => Promise<T>, locksFirst: boolean): Promise<T> {
  const connection = await pool.connect();
  const begun = connection.query(BEGIN);
  // Whoever waits for a statement is told; there may be none.
  begun.catch(() => {});
  const { sql, end } = openTransaction(connection, begun);
  let usable = true;
  try {
    if (!locksFirst) await begun;
    const result = await work(sql);
    end();
    await begun;
    const { command } = await connection.query('commit');
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed.');
    return result;
  } catch (error) {
    end();
    usable = await connection.query('rollback').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    connection.release(!usable);
  }
}
