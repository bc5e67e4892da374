import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DatabaseError } from '../database-error.ts';
import type { Logger } from '../logger.ts';

const LOOK_EVERY_MS = 20;
const FAST_MS = 5_000;
const IMMEDIATE_MS = 10_000;

/**
 * Stops the server that a killed hub left running on `cluster`, and removes the `postmaster.pid` of one that was killed
 * too. Only for whoever holds the directory's lock: nobody else may start or stop servers there meanwhile.
 */
export async function stopOrphan(cluster: string, logger: Logger): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const [firstLine] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(firstLine);
  if (!Number.isInteger(pid) || pid <= 0) return;

  if (await isServer(pid, cluster)) {
    logger.warn({ pid, directory: cluster }, 'Stopping the embedded PostgreSQL that a killed hub left running');
    if (!(await end(pid, cluster, 'SIGINT', FAST_MS)) && !(await end(pid, cluster, 'SIGQUIT', IMMEDIATE_MS))) {
      throw new DatabaseError(
        'EMBEDDED_FAILED',
        `The embedded PostgreSQL that a killed hub left running on ${cluster} does not stop: end process ${pid} yourself.`,
      );
    }
  }
  // PostgreSQL goes by the process id alone, and so refuses to start when the dead server's is a zombie or taken anew.
  await rm(pidFile, { force: true });
}

async function end(pid: number, cluster: string, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  process.kill(pid, signal);
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += LOOK_EVERY_MS) {
    if (!(await isServer(pid, cluster))) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** Whether `pid` is a live server of `cluster`: a zombie is not, nor is another program that got its id since. */
async function isServer(pid: number, cluster: string): Promise<boolean> {
  const commandLine = await readCommandLine(pid);
  return commandLine.includes('postgres') && commandLine.includes(cluster);
}

async function readCommandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout;
  } catch {
    return '';
  }
}
