import type { EntityManager } from '@mikro-orm/core';

/**
 * A statement with a name. The driver prepares it once per connection under that name, which
 * makes it about twice as fast as an unnamed one. A name stands for one text, for ever.
 */
export interface Statement {
  /** Unique among all statements, at most 63 bytes, for example `sync.claim`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs statements, inside a transaction one after the other, in the order in which they are asked for; those asked for
 * without waiting for the one before share a round trip. Rows come with snake_case keys as PostgreSQL names them; `bigint` columns as text.
 */
export interface Sql {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** How a transaction is run. */
export interface TransactionOptions {
  /**
   * Whether `work` begins with statements that only lock or read, and would do no harm outside the transaction: they are
   * then sent together with its beginning, which spares a round trip. Default false.
   */
  readonly locksFirst?: boolean;
}

/** The one PostgreSQL that holds everything, behind the least interface the core needs. */
export interface Database extends Sql {
  /** Runs `work` in one transaction on one connection: commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * The same database on connections that plan for batches. The planner guesses too few rows for
   * `unnest` and `jsonb_to_recordset`, so nested loops are off there.
   */
  readonly batch: Pick<Database, 'query' | 'transaction'>;
  /**
   * Calls `onNotify` for every notification on `channel`, and once with an empty payload after each
   * lost and restored connection, because notifications in between are lost.
   * @returns a function that stops listening.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** A fresh unit of work, for where a person clicks. The hot paths use statements. */
  em(): EntityManager;
}
