import type { IMigrator, MigrationObject } from '@mikro-orm/core';
import { Migration as MikroMigration } from '@mikro-orm/migrations';
import { Client } from 'pg';
import { connectionConfig, describeTarget } from './connection.ts';
import { DatabaseError } from './database-error.ts';

/** One step of the database's shape, forward only. */
export interface Migration {
  /** Identifies it, for example `2026-11-22-orders`. Never changed once released. */
  readonly name: string;
  /** Run in one transaction, in order. */
  readonly statements: readonly string[];
}

/** Where the names of the migrations that ran are kept. */
export const MIGRATION_TABLE = 'interline.migration';

/** "interline" in ASCII, cut to 31 bits: the advisory lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 0x696e7465;

/** `migrations` as MikroORM's migrator takes them. */
export function migrationsList(migrations: readonly Migration[]): MigrationObject[] {
  return migrations.map(({ name, statements }) => ({
    name,
    class: class extends MikroMigration {
      override up(): void {
        this.addSql('set local statement_timeout = 0');
        for (const statement of statements) this.addSql(statement);
      }
    },
  }));
}

/**
 * Brings the database up to the last of `migrations`, all or nothing. Of several processes one does it, and the others
 * wait for it and find nothing to do.
 * @throws DatabaseError `NEWER_THAN_PROGRAM` when the newest migration that ran is not among `migrations`.
 */
export async function migrate(url: string, migrator: IMigrator, migrations: readonly Migration[]): Promise<void> {
  await whileLocked(url, async () => {
    const newest = (await migrator.getExecuted()).at(-1)?.name;
    if (newest !== undefined && !migrations.some(({ name }) => name === newest)) {
      throw new DatabaseError(
        'NEWER_THAN_PROGRAM',
        `The database ${describeTarget(url)} is newer than this program: its newest migration is "${newest}", which this program does not know. Upgrade this program, or point DATABASE_URL at another database.`,
      );
    }
    await migrator.up();
  });
}

/** The lock is the session's, so it ends with the process however that ends. */
async function whileLocked(url: string, work: () => Promise<void>): Promise<void> {
  const session = new Client(connectionConfig(url, {}));
  session.on('error', () => {});
  await session.connect();
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await work();
  } finally {
    await session.end();
  }
}
