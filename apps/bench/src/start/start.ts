import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../process/free-port.ts';
import { runCommand } from '../process/run-command.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));
/** What the demonstration prints for each order that arrives. */
const FIRST_ORDER = /\bnew order\b/;
/** When to give up, in seconds; the promise is two minutes. */
const PATIENCE = 600;

/** Seconds from a fresh clone to the first order on the screen: with an empty package store, then with a full one. */
export async function start(): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'interline-start-'));
  const store = join(directory, 'store');
  try {
    const cold = await secondsToFirstOrder(join(directory, 'cold'), store);
    if (!existsSync(store)) throw new Error(`pnpm did not use the package store ${store}, so nothing was measured.`);
    const warm = await secondsToFirstOrder(join(directory, 'warm'), store);
    return {
      title: 'From a fresh clone to the first order',
      body: [
        'The committed state of this repository, cloned; then `npx pnpm start`, until the first line about an order.',
        table(
          ['package store', 'seconds'],
          [
            ['empty: every package comes from the registry', cold],
            ['full', warm],
          ],
        ),
      ].join('\n\n'),
      goals: [],
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function secondsToFirstOrder(clone: string, store: string): Promise<number> {
  await runCommand('git', ['clone', '--quiet', REPOSITORY, clone]);
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const { PATH = '', HOME = '' } = process.env;
  const started = performance.now();
  // In a process group of its own, so that all that it starts can be stopped with it.
  const child = spawn('npx', ['pnpm', 'start'], {
    cwd: clone,
    detached: true,
    env: {
      PATH: pathOutsideRepository(PATH),
      HOME,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      npm_config_yes: 'true',
      // pnpm reads the one or the other, by its version.
      npm_config_store_dir: store,
      pnpm_config_store_dir: store,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const ended = once(child, 'exit').then(() => 'ended' as const);
  const arrived = Promise.withResolvers<'arrived'>();
  const giveUp = AbortSignal.timeout(PATIENCE * 1_000);
  giveUp.addEventListener('abort', () =>
    arrived.reject(new Error(`No order after ${PATIENCE} s. It said:\n${said.join('\n')}`)),
  );
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      said.push(line);
      if (FIRST_ORDER.test(line)) arrived.resolve('arrived');
    });
  }
  try {
    if ((await Promise.race([arrived.promise, ended])) === 'ended')
      throw new Error(`It ended. It said:\n${said.join('\n')}`);
    return (performance.now() - started) / 1_000;
  } finally {
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
  }
}

/** The path without this repository's own programs: a fresh clone has to find or bring its own. */
function pathOutsideRepository(path: string): string {
  return path
    .split(':')
    .filter((entry) => !entry.startsWith(REPOSITORY))
    .join(':');
}
