import { Pool, types } from 'pg';

/** Most database connections of every server of the benchmark, the hub among them. */
export const POOL_SIZE = 8;

/** The port this server process was given. */
export function serverPort(): number {
  return Number(process.env['PORT']);
}

/** The URL of the database this server process was given. */
export function databaseUrl(): string {
  return process.env['DATABASE_URL'] ?? '';
}

/** Connections to the database of this process, which ends at once and with its profile when told to. */
export function openPool(): Pool {
  process.once('SIGTERM', () => process.exit(0));
  // Times as ISO text, as every server answers them.
  types.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
  return new Pool({ connectionString: databaseUrl(), max: POOL_SIZE, idleTimeoutMillis: 0 });
}
