import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createSandbox } from '../src/index.ts';
import type { LedgerEntry } from '../src/index.ts';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('says in one line of JSON where it is, plays orders, and stops on SIGTERM', async () => {
  const sandbox = start({ SANDBOX_PORT: '0', SANDBOX_RATE: '6000', SANDBOX_SEED: '42' });
  const ready = (await sandbox.nextLine()) as { msg: string; url: string; control: string };
  expect(ready.msg).toBe('sandbox ready');
  expect(ready.control).toBe(`${ready.url}/sandbox`);
  const flow = (await (await fetch(`${ready.url}/sandbox/flow`)).json()) as unknown;
  expect(flow).toMatchObject({ running: true, rate: 6000 });

  sandbox.child.kill('SIGTERM');
  const [code, signal] = (await once(sandbox.child, 'exit')) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: 0, signal: null });
});

test('a busy port is refused with the variable to set', async () => {
  const first = await createSandbox();
  const second = start({ SANDBOX_PORT: String(first.port) });
  const exit = once(second.child, 'exit');
  const line = (await second.nextLine()) as { level: number; msg: string };
  expect(line.msg).toMatch(new RegExp(`${first.port}.*SANDBOX_PORT`));
  expect((await exit)[0]).toBe(1);
  await first.close();
});

test('killed without warning and started again, it goes on with every order older than a second', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-killed-'));
  const environment = {
    SANDBOX_PORT: '0',
    SANDBOX_RATE: '6000',
    SANDBOX_PACE: '0.1',
    SANDBOX_STATE_FILE: join(directory, 'sandbox.sqlite'),
  };
  const first = start(environment);
  const before = await ledgerWith(first, ({ entries }) => olderThan(entries, 1000).length > 200);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = start(environment);
  const after = await ledgerWith(second, ({ last }) => last > before.last + 200);
  const safe = olderThan(before.entries, 1000);
  expect(after.entries.slice(0, safe.length)).toEqual(safe);
  expect(after.entries.map(({ sequence }) => sequence)).toEqual(after.entries.map((_, index) => index + 1));
  const placed = after.entries.filter(({ what, subOrder, from }) => what === 'status' && !subOrder && from === null);
  expect(new Set(placed.map(({ order }) => order)).size).toBe(placed.length);
  const mentioned = new Set(safe.map(({ order }) => order));
  const steps = after.entries.slice(before.entries.length).filter(({ order }) => mentioned.has(order));
  expect(steps.length).toBeGreaterThan(0);
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  rmSync(directory, { recursive: true });
});

test('a damaged state file stops the start with the file and the variable', async () => {
  const child = start({ SANDBOX_PORT: '0', SANDBOX_STATE_FILE: MAIN });
  const exit = once(child.child, 'exit');
  const line = (await child.nextLine()) as { level: number; msg: string };
  expect(line).toMatchObject({ level: 60, msg: expect.stringContaining(`${MAIN} cannot be used`) as string });
  expect(line.msg).toContain('SANDBOX_STATE_FILE');
  expect((await exit)[0]).toBe(1);
});

test('two sandboxes of one seed give the same session keys, so that a restarted one keeps its clients', async () => {
  const [first, second] = [await createSandbox({ seed: 5 }), await createSandbox({ seed: 5 })];
  expect(first.control.shops()[0]?.session).toBe(second.control.shops()[0]?.session);
  await Promise.all([first.close(), second.close()]);
});

test('a closed sandbox frees its port', async () => {
  const first = await createSandbox({ autoplay: true });
  await first.close();
  const second = await createSandbox({ port: first.port });
  expect(second.port).toBe(first.port);
  await second.close();
});

test.each([
  ['SANDBOX_PORT', '70000'],
  ['SANDBOX_PORT', 'http'],
  ['SANDBOX_PORT', '4010.5'],
  ['SANDBOX_SEED', '-1'],
  ['SANDBOX_SEED', '1.5'],
  ['SANDBOX_AUTOPLAY', 'yes'],
  ['SANDBOX_MIX', '1=3'],
  ['SANDBOX_MIX', '1:0'],
  ['SANDBOX_RATE', 'fast'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});

test('the environment becomes options; an empty variable counts as unset', () => {
  expect(readConfig({ SANDBOX_MIX: '1:3,4:1', SANDBOX_SHOPS: 'west-lake,masked', SANDBOX_RATE: '' })).toMatchObject({
    port: 4010,
    autoplay: true,
    flow: { mix: { 1: 3, 4: 1 }, shops: ['west-lake', 'masked'] },
  });
});

/** The ledger of a process once it is as asked; the ledger itself tells when to look again. */
async function ledgerWith(
  sandbox: ReturnType<typeof start>,
  fits: (ledger: LedgerView) => boolean,
): Promise<LedgerView> {
  const { url } = (await sandbox.nextLine()) as { url: string };
  for (;;) {
    const ledger = (await (await fetch(`${url}/sandbox/ledger?limit=100000`)).json()) as LedgerView;
    if (fits(ledger)) return ledger;
  }
}

interface LedgerView {
  readonly last: number;
  readonly entries: readonly LedgerEntry[];
}

/** The rows written at least so many milliseconds before the last one. */
function olderThan(entries: readonly LedgerEntry[], milliseconds: number): LedgerEntry[] {
  const end = Date.parse(entries.at(-1)?.time ?? '') - milliseconds;
  return entries.filter(({ time }) => Date.parse(time) <= end);
}

function start(environment: Record<string, string>): { child: ChildProcess; nextLine: () => Promise<unknown> } {
  const child = spawn(process.execPath, ['--conditions=source', MAIN], {
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    async nextLine() {
      const { value } = (await lines.next()) as { value: string };
      return JSON.parse(value) as unknown;
    },
  };
}
