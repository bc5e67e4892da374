import type { Database, Sql } from '../../src/database.ts';
import type { HubContext } from '../../src/hub-context.ts';

/** The same hub, in which something else happens once, right before a statement is first run. */
export function meanwhile(context: HubContext, statement: string, happen: () => Promise<unknown>): HubContext {
  let isOver = false;
  const watching = (sql: Sql): Sql => ({
    async query(asked, values) {
      if (asked.name === statement && !isOver) {
        isOver = true;
        await happen();
      }
      return sql.query(asked, values);
    },
  });
  const { database } = context;
  const watched: Database = {
    ...watching(database),
    transaction: (work) => database.transaction((sql) => work(watching(sql))),
    batch: database.batch,
    listen: (channel, onNotify) => database.listen(channel, onNotify),
    em: () => database.em(),
  };
  return { ...context, database: watched };
}
