import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres } from '../src/index.ts';
import { dataDirectory, THROW_AWAY } from './data-directory.ts';

interface Hub {
  readonly process: ChildProcess;
  readonly said: { readonly url?: string; readonly refusal?: string };
}

async function startHub(dataDir: string): Promise<Hub> {
  const script = fileURLToPath(new URL('hub-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { process: child, said: JSON.parse(String(line)) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function ask(url: string | undefined, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** Starts a successor, reads what the predecessor kept, and stops it. */
async function readBySuccessor(dataDir: string): Promise<unknown[]> {
  const successor = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  const kept = await ask(successor.url, 'select word from kept');
  await successor.stop();
  return kept;
}

const KEEP = `create table kept as select 'still here' as word; checkpoint`;

test('invariant 17: a second hub on the same directory is refused, told who holds it and what to do', async () => {
  const dataDir = await dataDirectory();
  const first = await startHub(dataDir);
  const second = await startHub(dataDir);

  expect(second.said.refusal).toBe(
    `The directory ${dataDir} is in use by another hub, process ${first.process.pid}: stop that process, or set INTERLINE_DATA_DIR to another directory.`,
  );
  expect(await ask(first.said.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await kill(first.process);
  await startEmbeddedPostgres({ dataDir }).then((server) => server.stop());
});

test('invariant 17: a second start within one process is refused too', async () => {
  const dataDir = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
  await server.stop();
});

test('invariant 17: of hubs that start at the same time on a new directory one runs', async () => {
  const dataDir = await dataDirectory();
  const hubs = await Promise.all([startHub(dataDir), startHub(dataDir), startHub(dataDir)]);
  expect(hubs.filter(({ said }) => said.url !== undefined)).toHaveLength(1);
  expect(hubs.filter(({ said }) => said.refusal?.includes('is in use by another hub'))).toHaveLength(2);

  await Promise.all(hubs.map((hub) => kill(hub.process)));
  await startEmbeddedPostgres({ dataDir }).then((server) => server.stop());
});

test('invariant 17: after SIGKILL of the hub, the next takes over from its lock and its orphaned server', async () => {
  const dataDir = await dataDirectory();
  const hub = await startHub(dataDir);
  await ask(hub.said.url, KEEP);
  await kill(hub.process);
  expect(await ask(hub.said.url, 'select word from kept'), 'the server lives on').toHaveLength(1);

  expect(await readBySuccessor(dataDir)).toEqual([{ word: 'still here' }]);
});

test('invariant 17: after SIGKILL of the hub and the server, the next recovers', async () => {
  const dataDir = await dataDirectory();
  const hub = await startHub(dataDir);
  await ask(hub.said.url, KEEP);
  const [serverPid] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(serverPid), 'SIGKILL');
  await kill(hub.process);

  expect(await readBySuccessor(dataDir)).toEqual([{ word: 'still here' }]);
});

test('invariant 17: a stale postmaster.pid whose number another process has by now does not block', async () => {
  const dataDir = await dataDirectory();
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  await ask(server.url, KEEP);
  await server.stop();
  const cluster = join(dataDir, 'postgres');
  const { uid, gid } = await stat(cluster);
  const other = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' });
  onTestFinished(() => kill(other));
  await writeFile(join(cluster, 'postmaster.pid'), `${other.pid}\n${cluster}\n`);

  expect(await readBySuccessor(dataDir)).toEqual([{ word: 'still here' }]);
});

test('invariant 17: what a kill during the very first start leaves is cleared away', async () => {
  const dataDir = await dataDirectory();
  await mkdir(join(dataDir, 'initialising-abc', 'postgres'), { recursive: true });
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });

  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await readdir(dataDir)).not.toContain('initialising-abc');
  await server.stop();
});
