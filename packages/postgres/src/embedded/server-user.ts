import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DatabaseError } from '../database-error.ts';

const run = promisify(execFile);

/** Whom the server runs as; empty for the user of this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
  /** The user may not enter a directory that root may: its programs are started so that they may. */
  readonly entersAnywhere?: boolean;
}

/** How to start a program as a user: what `spawn` and `execFile` take. */
export interface StartCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/** The command that runs `program` as `user`. */
export function commandAs(
  { uid, gid, entersAnywhere }: ServerUser,
  program: string,
  args: readonly string[],
): StartCommand {
  if (uid === undefined || gid === undefined) return { file: program, args, options: {} };
  if (!entersAnywhere) return { file: program, args, options: { uid, gid } };
  // A checkout below /root or in a fresh `mktemp -d` is closed to everybody but root. PostgreSQL only refuses to *be*
  // root; with this one capability another user passes such directories. The secure bit makes access(2), by which
  // initdb looks at its programs, honour the capability too. setpriv replaces itself with the program.
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const capability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { file: 'setpriv', args: [...identity, ...capability, program, ...args], options: {} };
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

/**
 * The user as it has to be started to reach the directories.
 * @throws DatabaseError `EMBEDDED_FAILED` when there is no way, before the server fails obscurely
 */
export async function withReach(user: ServerUser, directories: readonly string[]): Promise<ServerUser> {
  const blocked = await firstBlocked(user, directories);
  if (blocked === null) return user;
  const raised: ServerUser = { ...user, entersAnywhere: true };
  if ((await firstBlocked(raised, directories)) === null) return raised;
  throw new DatabaseError(
    'EMBEDDED_FAILED',
    `PostgreSQL does not run as root but as user "postgres", who may not enter ${blocked}: move it to where every user may go (INTERLINE_DATA_DIR chooses the data directory), install setpriv (package util-linux), start as another user than root, or set DATABASE_URL.`,
  );
}

async function firstBlocked(user: ServerUser, directories: readonly string[]): Promise<string | null> {
  for (const directory of directories) {
    const { file, args, options } = commandAs(user, 'ls', ['-d', `${directory}/.`]);
    const entered = await run(file, [...args], options).then(
      () => true,
      () => false,
    );
    if (!entered) return directory;
  }
  return null;
}
