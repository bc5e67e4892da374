import type { Database } from '../../src/database.ts';

/**
 * A database whose client dies before its next statement or transaction takes effect, or after that
 * was committed but before anybody hears of it.
 */
export function failingDatabase(database: Database, when: 'before' | 'after'): Database {
  const dying = async <T>(work: () => Promise<T>): Promise<T> => {
    if (when === 'after') await work();
    throw new Error('The process was killed.');
  };
  return {
    ...database,
    query: (statement, values) => dying(() => database.query(statement, values)),
    transaction: (work) =>
      when === 'after'
        ? dying(() => database.transaction(work))
        : database.transaction(async (sql) => {
            await work(sql);
            throw new Error('The process was killed.');
          }),
  };
}
