import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';
import { silentLogger, type Logger } from '../logger.ts';
import { findBinaries } from './binaries.ts';
import { freePort, newPassword, readCredentials, writeCredentials, type Credentials } from './credentials.ts';
import { lockDirectory } from './directory-lock.ts';
import { initialise, isInitialised } from './initialise.ts';
import { stopOrphan } from './orphan.ts';
import { launchServer, type LaunchOptions, type ServerProcess } from './server-process.ts';
import { findServerUser, withReach } from './server-user.ts';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`postgres/`), its password and port (`postgres.json`) and the lock. Made when missing. */
  readonly dataDir: string;
  /** Default: the port of the last start when that is free, otherwise any free one. */
  readonly port?: number;
  /** Server settings beyond the default ones, for example `{ fsync: 'off' }` for a throw-away server. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly logger?: Logger;
}

export interface EmbeddedPostgres {
  /** With the password; for `openDatabase`. */
  readonly url: string;
  /** Stops the server within five seconds and frees the directory. Close the connections first. */
  stop(): Promise<void>;
}

const SETTINGS = { max_connections: 100, shared_buffers: '128MB', jit: 'off' };

/**
 * Starts a PostgreSQL server of this process' own on 127.0.0.1. A server that a killed predecessor left running on the
 * same directory is stopped first.
 * @throws DatabaseError `DIRECTORY_IN_USE` when another live process holds the directory, `EMBEDDED_FAILED`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const unlock = await lockDirectory(dataDir);
  try {
    const { server, url } = await startLocked(dataDir, options);
    return {
      url,
      async stop() {
        await server.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function startLocked(
  dataDir: string,
  { port: wantedPort, settings, logger = silentLogger }: EmbeddedPostgresOptions,
): Promise<{ server: ServerProcess; url: string }> {
  const cluster = join(dataDir, 'postgres');
  const [binaries, found] = await Promise.all([findBinaries(), findServerUser()]);
  const user = await withReach(found, [dirname(binaries.postgres), dataDir]);

  let credentials = await readCredentials(dataDir);
  if (await isInitialised(cluster)) {
    if (credentials === null) throw withoutPassword(dataDir);
    await stopOrphan(cluster, logger);
  } else {
    credentials ??= { port: 0, password: newPassword() };
    await writeCredentials(dataDir, credentials);
    await initialise(dataDir, binaries, user, credentials.password);
  }

  const { password } = credentials;
  const port = wantedPort ?? (await freePort(credentials.port));
  await writeCredentials(dataDir, { port, password });
  const server = await launch({
    postgres: binaries.postgres,
    cluster,
    user,
    port,
    settings: { ...SETTINGS, ...settings },
    logger,
  });
  logger.info({ port, directory: cluster }, 'The embedded PostgreSQL runs');
  return { server, url: urlOf({ port, password }) };
}

/**
 * Where the embedded server of a data directory is, by what its hub wrote down; null when there never was one. For
 * programs that work beside a running hub. Whether the server runs is seen by connecting.
 */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const credentials = await readCredentials(resolve(dataDir));
  return credentials && urlOf(credentials);
}

function urlOf({ port, password }: Credentials): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Backends outlive a killed server for a moment and keep its shared memory, so a refusal for that is asked again. */
async function launch(options: LaunchOptions): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const launched = await launchServer(options);
    if ('stop' in launched) return launched;
    if (attempt < 50 && launched.output.includes('is still in use')) {
      await sleep(100);
    } else {
      throw new DatabaseError(
        'EMBEDDED_FAILED',
        `The embedded PostgreSQL in ${options.cluster} does not start on port ${options.port}. It says: ${launched.output}`,
      );
    }
  }
}

function withoutPassword(dataDir: string): DatabaseError {
  return new DatabaseError(
    'EMBEDDED_FAILED',
    `${join(dataDir, 'postgres.json')} with the password of the embedded PostgreSQL is missing: restore it, or set INTERLINE_DATA_DIR to another directory.`,
  );
}
