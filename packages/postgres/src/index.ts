export type { Clock } from './clock.ts';
export type { Timeouts } from './connection.ts';
export { DatabaseError } from './database-error.ts';
export type { DatabaseErrorCode } from './database-error.ts';
export type { Logger } from './logger.ts';
export type { Migration } from './migrate.ts';
export { openDatabase } from './open-database.ts';
export type { DatabaseOptions, PostgresDatabase } from './open-database.ts';
export type { Sql, SqlPool, Statement, TransactionOptions } from './statement.ts';
