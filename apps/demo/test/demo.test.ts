import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

test(
  'what `pnpm start` runs: orders arrive, are delivered and refused by commands, and the printed curl line works',
  { timeout: 180_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'interline-demo-'));
    const environment = {
      ...process.env,
      PORT: await freePort(),
      SANDBOX_PORT: await freePort(),
      SANDBOX_RATE: '240',
      SANDBOX_PACE: '0.5',
      INTERLINE_DATA_DIR: dataDir,
    };
    delete (environment as { DATABASE_URL?: string }).DATABASE_URL;
    const demo = spawn(process.execPath, ['--conditions=source', MAIN], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const wanted = new Map([
      ['a new order', /new order/],
      ['a delivery by command', /AWAITING_FULFILMENT → FULFILLED .*\(command\)/],
      ['a confirmation by command', /AWAITING → CONFIRMED .*\(command\)/],
      ['a refusal by command', /AWAITING → REFUSED .*\(command\)/],
      ['a refund', /refund .*NONE → /],
    ]);
    let curl = '';
    const output: string[] = [];
    try {
      for await (const line of createInterface({ input: demo.stdout })) {
        output.push(line);
        if (line.trim().startsWith('curl ')) curl = line.trim();
        for (const [what, pattern] of wanted) if (pattern.test(line)) wanted.delete(what);
        if (wanted.size === 0) break;
      }
      // What was last said goes along, so that a failure shows why.
      expect(wanted.size === 0 ? [] : [...wanted.keys(), ...output.slice(-20)]).toEqual([]);
      const { stdout } = await promisify(execFile)('bash', ['-c', curl]);
      expect(JSON.parse(stdout)).toMatchObject({ data: { orders: { totalCount: expect.any(Number) as number } } });
    } finally {
      demo.kill('SIGINT');
      const [code] = await once(demo, 'exit');
      expect(code).toBe(0);
      await rm(dataDir, { recursive: true });
    }
  },
);
