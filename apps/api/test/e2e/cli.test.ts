import { ENTITIES, MIGRATIONS } from '@interline/core/hub';
import { findEmbeddedPostgres, openDatabase } from '@interline/postgres';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { makeWorld, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

let world: World;
let environment: Record<string, string>;
let hub: HubProcess;

/** The hub's own database, as a program beside it finds it. */
async function openEmbedded() {
  const url = await findEmbeddedPostgres(environment['INTERLINE_DATA_DIR'] ?? '');
  return openDatabase({ url: url ?? '', entities: [...ENTITIES], migrations: MIGRATIONS });
}

/** Runs the command line beside the hub, with the hub's own settings. */
async function interline(words: readonly string[], input = ''): Promise<{ out: string; error: string; code: number }> {
  const started = run(process.execPath, ['--conditions=source', CLI, ...words], {
    env: { ...process.env, ...environment },
  });
  started.child.stdin?.end(input);
  return started.then(
    ({ stdout, stderr }) => ({ out: stdout, error: stderr, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => ({
      out: failed.stdout,
      error: failed.stderr,
      code: failed.code,
    }),
  );
}

beforeAll(async () => {
  world = await makeWorld();
  const dataDir = await mkdtemp(join(tmpdir(), 'interline-cli-'));
  environment = { ...world.environment, DATABASE_URL: '', INTERLINE_DATA_DIR: dataDir };
  hub = await startHubProcess(environment);
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await rm(environment['INTERLINE_DATA_DIR'] ?? '', { recursive: true, force: true });
  await world?.close();
});

test('a token is issued beside the running hub, works at once, and ends when it is revoked', async () => {
  const { out } = await interline(['token', 'issue', '--name', 'desk', '--scopes', 'orders:read', '--days', '1']);
  const { token, id } = JSON.parse(out) as { token: string; id: string };
  const viewer = await hubClient(hub.url, token).request<{ viewer: { name: string } }>('{ viewer { name } }');
  expect(viewer.viewer.name).toBe('desk');
  const list = await interline(['token', 'list']);
  expect(list.out).toContain(id);
  expect(list.out).not.toContain(token);
  expect((await interline(['token', 'revoke', id])).code).toBe(0);
});

test('a parked shop is authorised with a session key from standard input', async () => {
  const [shop] = world.sandbox.control.shops();
  if (!shop) throw new Error('the sandbox has no shop');
  world.sandbox.control.expireSession(shop.id);
  const { session } = world.sandbox.control.renewSession(shop.id);
  const client = hubClient(hub.url, TOKEN);
  const { shops } = await client.request<{ shops: { name: string }[] }>('{ shops { name } }');
  expect(shops.map(({ name }) => name)).toContain(shop.id);
  const rows = JSON.parse((await interline(['shop', 'list'])).out) as { id: string; name: string }[];
  const id = rows.find(({ name }) => name === shop.id)?.id ?? '';
  const { code, out, error } = await interline(['shop', 'authorise', id, '--until', '2027-05-01'], `${session}\n`);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).not.toContain(session);
});

test('a back-fill of a date range is started', async () => {
  const rows = JSON.parse((await interline(['shop', 'list'])).out) as { id: string }[];
  const { code, out } = await interline([
    'backfill',
    '--shop',
    rows[0]?.id ?? '',
    '--from',
    '2026-01-01',
    '--to',
    '2026-02-01',
  ]);
  expect(code).toBe(0);
  expect(out).toContain('RUNNING');
});

test('a command that needs attention is closed with what a person found', async () => {
  const id = '01a20000-0000-7000-8000-000000000001';
  const client = await openEmbedded();
  try {
    const shop = JSON.parse((await interline(['shop', 'list'])).out) as { id: string }[];
    await client.query(
      {
        name: 'test.attention',
        text: `insert into interline.command (id, shop_id, channel, name, reference, idempotency_key, input_hash, input_sealed, state, requested_by, created_at)
             values ($1, $2, 'vacation', 'deliver', '1', 'cli', '', '', 'NEEDS_ATTENTION', 'desk', now())`,
      },
      [id, shop[0]?.id],
    );
    const { out, error } = await interline([
      'command',
      'resolve',
      `command_${id}`,
      '--happened',
      'yes',
      '--note',
      'seen at Fliggy',
    ]);
    expect(error).toBe('');
    expect(JSON.parse(out)).toMatchObject({ state: 'SUCCEEDED', message: 'Looked up by operator: seen at Fliggy' });
  } finally {
    await client.close();
  }
});

test('a booking that needs attention is closed with the order that it made', async () => {
  const id = '01a20000-0000-7000-8000-000000000002';
  const client = await openEmbedded();
  try {
    const [shop] = JSON.parse((await interline(['shop', 'list'])).out) as { id: string }[];
    await client.query(
      {
        name: 'test.booking',
        text: `insert into interline.command (id, shop_id, channel, name, idempotency_key, input_hash, input_sealed, state, requested_by, created_at)
             values ($1, $2, 'vacation', 'book', 'cli-booking', '', '', 'NEEDS_ATTENTION', 'desk', now())`,
      },
      [id, shop?.id],
    );
    const words = ['command', 'resolve', `command_${id}`, '--happened', 'yes', '--note', 'seen at Fliggy'];
    const without = await interline(words);
    expect(without.code).toBe(1);
    expect(without.error).toContain('--reference is missing');
    const { out, error } = await interline([...words, '--reference', '2200011122']);
    expect(error).toBe('');
    expect(JSON.parse(out)).toMatchObject({ state: 'SUCCEEDED', reference: '2200011122' });
  } finally {
    await client.close();
  }
});

test.each([
  [[], 'no command given'],
  [['cook'], 'no command "cook"'],
  [['token', 'issue', '--name', 'x'], '--scopes is missing'],
  [['command', 'resolve', 'command_1', '--happened', 'perhaps', '--note', 'x'], '--happened'],
  [['command', 'resolve', 'command_1', '--happened', 'no', '--note', 'x'], 'no command "command_1" needs attention'],
  [['token', 'issue', '--name', 'x', '--scopes', 'orders:eat'], 'orders:eat'],
  [['backfill', '--shop', 'x', '--from', 'yesterday', '--to', '2026-01-01'], '--from is not a date'],
])('%j is refused with what to do', async (words, problem) => {
  const { code, error } = await interline(words);
  expect(code).toBe(1);
  expect(error).toContain(problem);
  expect(error).toContain('Usage');
});

test('a key is made in the form that INTERLINE_SECRET_KEYS takes', async () => {
  const { out } = await interline(['key']);
  expect(out.trim()).toMatch(/^[\w.-]+:[A-Za-z0-9+/]{43}=$/);
});
