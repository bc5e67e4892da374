import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DatabaseError } from '../database-error.ts';

const run = promisify(execFile);

/** Whom the server runs as; empty for the user of this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root, so a root process runs it as user `postgres`, which is created when missing. */
export async function findServerUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  try {
    return await identify();
  } catch {
    return createAndIdentify();
  }
}

async function createAndIdentify(): Promise<ServerUser> {
  try {
    await run('groupadd', ['--force', 'postgres']);
    await run('useradd', ['--gid', 'postgres', '--no-create-home', 'postgres']);
    return await identify();
  } catch (cause) {
    throw new DatabaseError(
      'EMBEDDED_FAILED',
      'PostgreSQL does not run as root, and the user "postgres" cannot be created here: create that user, start as another user than root, or set DATABASE_URL.',
      { cause },
    );
  }
}

async function identify(): Promise<ServerUser> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Refuses directories that the server's user may not enter, such as one below `/root`, before they fail obscurely. */
export async function checkReach(user: ServerUser, directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    try {
      await run('test', ['-x', directory], { ...user });
    } catch (cause) {
      throw new DatabaseError(
        'EMBEDDED_FAILED',
        `PostgreSQL does not run as root but as user "postgres", who may not enter ${directory}: move it to where every user may go (INTERLINE_DATA_DIR chooses the data directory), start as another user than root, or set DATABASE_URL.`,
        { cause },
      );
    }
  }
}
