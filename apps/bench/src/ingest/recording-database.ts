import type { Database, Sql, Statement } from '@interline/core/hub';

/** A statement as it was sent. `begin` and `commit` are statements too. */
export interface SentStatement extends Statement {
  readonly values: readonly unknown[];
}

const BEGIN = { name: 'begin', text: 'begin', values: [] };
const COMMIT = { name: 'commit', text: 'commit', values: [] };

/** The same database, telling what is sent to it, in order. For one caller at a time. */
export function recordingDatabase(database: Database, record: (sent: SentStatement) => void): Database {
  const recording = (sql: Sql): Sql => ({
    query(statement, values = []) {
      record({ ...statement, values });
      return sql.query(statement, values);
    },
  });
  const pool = (of: Pick<Database, 'query' | 'transaction'>): Pick<Database, 'query' | 'transaction'> => ({
    ...recording(of),
    async transaction(work) {
      record(BEGIN);
      const result = await of.transaction((sql) => work(recording(sql)));
      record(COMMIT);
      return result;
    },
  });
  return {
    ...pool(database),
    batch: pool(database.batch),
    listen: (channel, onNotify) => database.listen(channel, onNotify),
    em: () => database.em(),
  };
}
