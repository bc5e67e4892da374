import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.ts';

/** The version of the `pgbench` in the path, or null when there is none. */
export async function findPgbench(): Promise<string | null> {
  try {
    return (await runCommand('pgbench', ['--version'])).trim();
  } catch {
    return null;
  }
}

/**
 * Runs a script with prepared statements, each client so many times.
 * @returns transactions per second, without the time it took to connect
 */
export async function runPgbench(url: string, script: string, clients: number, perClient: number): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const directory = await mkdtemp(join(tmpdir(), 'interline-pgbench-'));
  const file = join(directory, 'script.sql');
  await writeFile(file, script);
  const connect = ['-h', hostname, '-p', port || '5432', '-U', decodeURIComponent(username), pathname.slice(1)];
  const work = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '1',
    '-t',
    String(perClient),
    '-D',
    'place=-1',
    '-f',
    file,
  ];
  try {
    const said = await runCommand('pgbench', [...work, ...connect], {
      PGPASSWORD: decodeURIComponent(password),
      PGOPTIONS: '-c plan_cache_mode=force_generic_plan',
    });
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(said)?.[1]);
    const done = Number(/^number of transactions actually processed: (\d+)/m.exec(said)?.[1]);
    if (!(perSecond > 0) || done !== clients * perClient) throw new Error(`pgbench did not finish. It said:\n${said}`);
    return perSecond;
  } finally {
    await rm(directory, { recursive: true });
  }
}
