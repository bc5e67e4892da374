import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseError } from '../database-error.ts';
import type { Binaries } from './binaries.ts';
import { commandAs, type ServerUser } from './server-user.ts';

const run = promisify(execFile);
const UNFINISHED = 'initialising-';

/** Whether `directory` holds a database cluster. */
export async function isInitialised(directory: string): Promise<boolean> {
  return stat(join(directory, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a database cluster at `<dataDir>/postgres` (UTF-8, locale C). It gets that name only once it is complete: a
 * kill in between leaves a directory that the next call removes.
 */
export async function initialise(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser,
  password: string,
): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(UNFINISHED)) await rm(join(dataDir, name), { recursive: true });
  }
  const workspace = await mkdtemp(join(dataDir, UNFINISHED));
  const cluster = join(workspace, 'postgres');
  const passwordFile = join(workspace, 'password');
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await Promise.all([workspace, cluster, passwordFile].map((path) => give(path, user)));
  try {
    const { file, args, options } = commandAs(user, binaries.initdb, [
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ]);
    // Somewhere it may be: the hub's own working directory may be closed to it.
    await run(file, [...args], { ...options, cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new DatabaseError('EMBEDDED_FAILED', `The database cluster in ${dataDir} cannot be made: ${output}`, {
      cause,
    });
  }
  await rename(cluster, join(dataDir, 'postgres'));
  await rm(workspace, { recursive: true });
}

async function give(path: string, { uid, gid }: ServerUser): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}
