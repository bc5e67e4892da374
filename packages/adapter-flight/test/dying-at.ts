import type { Database, HubContext, Sql } from '@interline/core/hub';

/** The same hub in a process whose connection is cut at one statement: it is not run, and neither is what follows. */
export function dyingAt(context: HubContext, statement: string): HubContext {
  const cutting = (sql: Sql): Sql => ({
    query: (asked, values) =>
      asked.name === statement ? Promise.reject(new Error('The connection was cut.')) : sql.query(asked, values),
  });
  const { database } = context;
  const dying: Database = {
    ...cutting(database),
    transaction: (work) => database.transaction((sql) => work(cutting(sql))),
    batch: database.batch,
    listen: (channel, onNotify) => database.listen(channel, onNotify),
    em: () => database.em(),
  };
  return { ...context, database: dying };
}
