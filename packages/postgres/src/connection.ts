import { Client, type ClientConfig } from 'pg';
import { DatabaseError } from './database-error.ts';

/** Limits the server enforces on each connection, in milliseconds; 0 is none. */
export interface Timeouts {
  /** Longest statement. Default 30,000. */
  readonly statementMs?: number;
  /** Longest wait for a lock. Default 10,000. */
  readonly lockMs?: number;
  /** Longest pause inside an open transaction, after which the server ends the connection. Default 60,000. */
  readonly idleInTransactionMs?: number;
}

/** `host:port/database` of a connection string, for messages: never the password. */
export function describeTarget(url: string): string {
  const target = new Client({ connectionString: url });
  return `${target.host}:${target.port}/${target.database ?? ''}`;
}

/**
 * What pg needs to connect to `url` with server settings such as `enable_nestloop=off`.
 * The settings travel in the startup packet (`options`), so they hold from the first statement on.
 */
export function connectionConfig(url: string, settings: Readonly<Record<string, string | number>>): ClientConfig {
  const target = new URL(url);
  const given = target.searchParams.get('options');
  target.searchParams.delete('options');
  const own = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: target.href,
    options: [given, ...own].filter((option) => option !== null).join(' '),
    application_name: 'interline',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** The settings every connection starts with. */
export function sessionSettings(timeouts: Timeouts = {}): Record<string, string | number> {
  return {
    timezone: 'UTC',
    statement_timeout: timeouts.statementMs ?? 30_000,
    lock_timeout: timeouts.lockMs ?? 10_000,
    idle_in_transaction_session_timeout: timeouts.idleInTransactionMs ?? 60_000,
  };
}

/** Refuses a database that cannot be reached or is older than PostgreSQL 15, in words that help. */
export async function checkServer(url: string): Promise<void> {
  const client = new Client(connectionConfig(url, {}));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<ServerVersion>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
    );
    for (const version of rows) refuseOldServer(url, version);
  } catch (error) {
    throw error instanceof DatabaseError ? error : unreachable(url, error);
  } finally {
    await client.end();
  }
}

/** As the server's settings `server_version_num` and `server_version` say. */
interface ServerVersion {
  readonly number: string;
  readonly version: string;
}

/** @throws DatabaseError `UNSUPPORTED_VERSION` for a server before PostgreSQL 15. */
export function refuseOldServer(url: string, { number, version }: ServerVersion): void {
  if (Number(number) >= 150_000) return;
  throw new DatabaseError(
    'UNSUPPORTED_VERSION',
    `PostgreSQL at ${describeTarget(url)} is version ${version}, but 15 or newer is needed: upgrade the server or point DATABASE_URL at a newer one.`,
  );
}

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start the server or correct host and port in DATABASE_URL',
  ENOTFOUND: 'the host name does not resolve: correct it in DATABASE_URL',
  EAI_AGAIN: 'the host name does not resolve at the moment: check the name service or DATABASE_URL',
  ETIMEDOUT: 'it does not answer: check the network and the firewall',
  '28P01': 'the password is wrong: correct it in DATABASE_URL',
  '28000': 'the server does not let this user in: check user, TLS and pg_hba.conf',
  '3D000': 'the database does not exist: create it or correct its name in DATABASE_URL',
  '53300': 'the server has no connection left: raise max_connections or lower the pool size',
  '57P03': 'the server is starting up or shutting down: try again in a moment',
};

function unreachable(url: string, cause: unknown): DatabaseError {
  const code = errorCode(cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const remedy = REMEDIES[code ?? ''] ?? 'check that the server runs and that DATABASE_URL is right';
  return new DatabaseError(
    'UNREACHABLE',
    `Cannot use PostgreSQL at ${describeTarget(url)}: ${remedy} (${[code, reason].filter(Boolean).join(': ')}).`,
    { cause },
  );
}

/** The SQLSTATE or system error code of an error, also of the first of several. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}
