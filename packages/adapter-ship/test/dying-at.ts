import type { Database, HubContext, Sql, Statement } from '@interline/core/hub';

/** A process of the hub that is killed at a statement. */
export interface DyingHub {
  readonly context: HubContext;
  /** Whether it has come so far. */
  isDead(): boolean;
}

class HubKilled extends Error {
  override readonly name = 'HubKilled';
}

/**
 * The same hub in a process that is killed when it comes to a statement for the `nth` time: neither that statement is run
 * nor any that follows, and a transaction that is open is rolled back.
 */
export function dyingAt(context: HubContext, statement: string, nth = 1): DyingHub {
  return dying(context, nth, (asked) => asked?.name === statement);
}

/** The same, killed at its `nth` statement, whichever it is; beginnings and ends of transactions count too. */
export function dyingAfter(context: HubContext, nth: number): DyingHub {
  return dying(context, nth, () => true);
}

function dying(context: HubContext, nth: number, counts: (asked: Statement | undefined) => boolean): DyingHub {
  let left = nth;
  const live = (asked?: Statement): void => {
    if (counts(asked)) left -= 1;
    if (left <= 0) throw new HubKilled('The hub was killed.');
  };
  const mortalSql = (sql: Sql): Sql => ({
    async query(asked, values) {
      live(asked);
      return sql.query(asked, values);
    },
  });
  const mortal = (database: Database['batch']): Database['batch'] => ({
    ...mortalSql(database),
    transaction: (work) =>
      database.transaction(async (sql) => {
        live();
        const result = await work(mortalSql(sql));
        live();
        return result;
      }),
  });
  const { database } = context;
  const mortalDatabase: Database = {
    ...mortal(database),
    batch: mortal(database.batch),
    async listen(channel, onNotify) {
      live();
      return database.listen(channel, onNotify);
    },
    em: () => database.em(),
  };
  return { context: { ...context, database: mortalDatabase }, isDead: () => left <= 0 };
}
