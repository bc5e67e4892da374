/** A statement with a name. PostgreSQL keeps it prepared per connection under that name, so a name stands for one text, for ever. */
export interface Statement {
  /** Unique among all statements, at most 63 bytes, for example `sync.claim`. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs statements, inside a transaction one after the other, in the order in which they are asked for. Those that are
 * asked for without waiting for the one before share a round trip; each still sees what was committed before it began.
 */
export interface Sql {
  /**
   * Rows with the keys PostgreSQL gives them. `bigint`, `numeric`, `date`, `timestamp` and `xid8` come as text,
   * `timestamptz` as `Date`, `jsonb` parsed.
   */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface TransactionOptions {
  /**
   * How many times to run `work` anew after PostgreSQL rolled it back for a deadlock (40P01) or a serialisation
   * failure (40001). Only for work whose effects are all in the database. Default 0.
   */
  readonly retries?: number;
  /**
   * Whether `work` begins with statements that only lock or read, and would do no harm outside the transaction: they are
   * then sent together with its beginning, which spares a round trip. Default false.
   */
  readonly locksFirst?: boolean;
}

/** Statements, alone or in a transaction. */
export interface SqlPool extends Sql {
  /** Runs `work` in one transaction on one connection: commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
}
