import { generateKey } from '@interline/core/hub';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HubDidNotStart, startHubProcess } from './support/hub-process.ts';
import { makeWorld } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** Starts a hub that must not come up; gives its exit code and the last thing it said. */
async function refusal(environment: Record<string, string>): Promise<{ exitCode: number | null; said: string }> {
  try {
    const hub = await startHubProcess({ ...world.environment, ...environment });
    await hub.end('SIGKILL');
  } catch (error) {
    if (error instanceof HubDidNotStart) return { exitCode: error.exitCode, said: error.message };
    throw error;
  }
  throw new Error('the hub came up, which it should not');
}

async function takenPort(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { server, port } = await takenPort();
  server.close();
  await once(server, 'close');
  return port;
}

test('a busy port is named, with the variable that changes it', async () => {
  const { server, port } = await takenPort();
  onTestFinished(() => void server.close());
  const { exitCode, said } = await refusal({ PORT: String(port) });
  expect(exitCode).toBe(1);
  expect(said).toContain(`Port ${port} of 127.0.0.1 is taken`);
  expect(said).toContain('set PORT');
});

test('a database that cannot be reached is named without its password, and the hub waits for it no longer than told', async () => {
  const port = await freePort();
  const { exitCode, said } = await refusal({
    DATABASE_URL: `postgres://merchant:very-secret@127.0.0.1:${port}/orders`,
    INTERLINE_DATABASE_WAIT: '0.1',
  });
  expect(exitCode).toBe(1);
  expect(said).toContain(`127.0.0.1:${port}`);
  expect(said).toContain('orders');
  expect(said).not.toContain('very-secret');
});

test('a hub that waits for its database stops when it is told to', async () => {
  const port = await freePort();
  const start = startHubProcess(
    {
      ...world.environment,
      DATABASE_URL: `postgres://merchant@127.0.0.1:${port}/orders`,
      INTERLINE_DATABASE_WAIT: '600',
    },
    { endAt: 'the database is not reachable yet', signal: 'SIGTERM' },
  );
  expect(await start.catch((error: unknown) => error)).toMatchObject({ name: 'HubDidNotStart', exitCode: 0 });
});

test.each([
  ['a port that is none', { PORT: '70000' }, 'PORT'],
  ['a role that is none', { INTERLINE_ROLES: 'serve,cook' }, 'INTERLINE_ROLES'],
  ['shops that are not JSON', { INTERLINE_SHOPS: '[{' }, 'INTERLINE_SHOPS'],
  [
    'a shop of a channel that is not there',
    { INTERLINE_SHOPS: '[{"channel":"trains","name":"a","accountId":"1","accountNick":"a"}]' },
    'trains',
  ],
  ['a database URL of another kind', { DATABASE_URL: 'mysql://127.0.0.1/orders' }, 'DATABASE_URL'],
  ['an option of a channel', { TOP_GATEWAY_URL: 'gateway' }, 'gatewayUrl'],
  ['a missing option of a channel', { TOP_APP_KEY: '' }, 'appKey'],
  ['keys of the wrong length', { INTERLINE_SECRET_KEYS: 'first:c2hvcnQ=' }, 'INTERLINE_SECRET_KEYS'],
  ['a demonstration token in production', { NODE_ENV: 'production' }, 'INTERLINE_DEMO_TOKEN'],
])('%s is refused by an error that names it', async (_what, environment, name) => {
  const { exitCode, said } = await refusal(environment);
  expect(exitCode).toBe(1);
  expect(said).toContain(name);
  expect(said).not.toContain('    at ');
});

test('production with a shared database asks for the keys instead of making some that stay behind', async () => {
  const { said } = await refusal({ NODE_ENV: 'production', INTERLINE_DEMO_TOKEN: '', INTERLINE_SECRET_KEYS: '' });
  expect(said).toContain('INTERLINE_SECRET_KEYS');
});

test('invariant 17: a second hub on one data directory is refused; after a SIGKILL the directory is free [two hubs, one directory; stale lock]', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'interline-data-'));
  const environment = {
    ...world.environment,
    DATABASE_URL: '',
    INTERLINE_DATA_DIR: dataDir,
    INTERLINE_SECRET_KEYS: generateKey('one'),
  };
  const first = await startHubProcess(environment);
  const { exitCode, said } = await refusal({ DATABASE_URL: '', INTERLINE_DATA_DIR: dataDir });
  expect(exitCode).toBe(1);
  expect(said).toContain(dataDir);
  expect(said).toContain('INTERLINE_DATA_DIR');

  await first.end('SIGKILL');
  const second = await startHubProcess(environment);
  expect(await second.end('SIGTERM')).toBe(0);
  await rm(dataDir, { recursive: true });
});

test('a hub whose parent is gone stops by itself', async () => {
  const hub = await startHubProcess(world.environment);
  expect(await hub.abandon()).toBe(0);
});
