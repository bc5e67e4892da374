import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openFlightDesk } from '../src/flight-desk.ts';
import { createHubClient } from '../src/hub-client.ts';

const TOKEN = 'il_demonstration-of-a-token';
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

const BOOKING_SECONDS = 2;
/** How often the second desk looks, in milliseconds: more often would use up what a token may read. */
const LOOK_MS = 700;

/**
 * A desk that does not know what the other one does, as one that was restarted does not; it works until it is told to
 * stop. Whether it or the other one is first, both have one effect together.
 */
function secondDesk(hubUrl: string, token: string): { stop(): Promise<void> } {
  const hub = createHubClient(hubUrl, token);
  const desk = openFlightDesk({ hub, now: () => new Date(), bookEveryMs: BOOKING_SECONDS * 1_000, say: () => {} });
  let stopping = false;
  const working = (async () => {
    while (!stopping) {
      await desk.work();
      await rest(LOOK_MS);
    }
  })();
  return {
    stop: async () => {
      stopping = true;
      await working;
      hub.close();
    },
  };
}

/** A flight order as the sandbox truly has it. */
interface FlightOrderTruth {
  readonly outOrderNumber: string;
  readonly refunds: readonly unknown[];
  readonly changes: readonly unknown[];
}

/** A ship order as the sandbox truly has it. */
interface ShipOrderTruth {
  /** Answers of the hub that break the rules of the channel. */
  readonly problems: readonly string[];
}

test(
  'what `pnpm start` runs: vacations are delivered and refused, flights are booked, changed and refunded, ships are sold, each once',
  { timeout: 180_000 },
  async () => {
    const startedAt = Date.now();
    const dataDir = await mkdtemp(join(tmpdir(), 'interline-demo-'));
    const environment = {
      ...process.env,
      PORT: await freePort(),
      SANDBOX_PORT: await freePort(),
      SANDBOX_RATE: '240',
      SANDBOX_PACE: '0.5',
      SANDBOX_SHIP_RATE: '40',
      DEMO_BOOKING_SECONDS: String(BOOKING_SECONDS),
      INTERLINE_DEMO_TOKEN: TOKEN,
      INTERLINE_DATA_DIR: dataDir,
    };
    delete (environment as { DATABASE_URL?: string }).DATABASE_URL;
    const demo = spawn(process.execPath, ['--conditions=source', MAIN], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const wanted = new Map([
      ['a new order', /vacation .*new order/],
      ['a delivery by command', /AWAITING_FULFILMENT → FULFILLED .*\(command\)/],
      ['a confirmation by command', /AWAITING → CONFIRMED .*\(command\)/],
      ['a refusal, which nobody but the desk makes', /vacation .*AWAITING → REFUSED/],
      ['a refund', /vacation .*refund .*NONE → /],
      ['a flight', /flight .*new order .*AWAITING_PAYMENT/],
      ['a ticket', /flight .*ticket .*ISSUED/],
      ['an order that was given up', /flight .*status .*AWAITING_PAYMENT → CANCELLED/],
      ['a refund of a flight', /flight .*refund .*→ SUCCEEDED/],
      ['a change of a flight', /flight .*rebooking .*→ SUCCEEDED/],
      ['a flight that was moved', /flight .*schedule .*→/],
      ['an order of ship tickets', /ship .*new order .*AWAITING_CONFIRMATION/],
      ['seats that the reservation system holds', /ship .*confirmation .*AWAITING → CONFIRMED/],
      ['a ship ticket', /ship .*ticket .*ISSUING → ISSUED/],
      ['a ship order with all of its tickets', /ship .*status .*AWAITING_FULFILMENT → FULFILLED/],
      ['a refund of ship tickets', /ship .*refund .*→ SUCCEEDED/],
      ['ship tickets that the desk reports', /ship .*ticket .*ISSUING → ISSUED .*\(command\)/],
      ['a ship order that the merchant refuses, and why', /ship .*status .*→ REFUNDED .*余票不足 \(SOLD_OUT\)/],
      ['a refund that the desk reports', /ship .*refund .*→ SUCCEEDED .*\(command\)/],
    ]);
    let curl = '';
    let second: ReturnType<typeof secondDesk> | undefined;
    const output: string[] = [];
    try {
      for await (const line of createInterface({ input: demo.stdout })) {
        output.push(line);
        if (line.trim().startsWith('curl ')) {
          curl = line.trim();
          second = secondDesk(`http://127.0.0.1:${environment.PORT}`, TOKEN);
        }
        for (const [what, pattern] of wanted) if (pattern.test(line)) wanted.delete(what);
        if (wanted.size === 0) break;
      }
      // What was last said goes along, so that a failure shows why.
      expect(wanted.size === 0 ? [] : [...wanted.keys(), ...output.slice(-20)]).toEqual([]);
      await second?.stop();
      const answer = await fetch(`http://127.0.0.1:${environment.SANDBOX_PORT}/sandbox/flight/orders`);
      const orders = (await answer.json()) as FlightOrderTruth[];
      expect(new Set(orders.map(({ outOrderNumber }) => outOrderNumber)).size).toBe(orders.length);
      // One for each moment at which a booking was due, although two desks were at it.
      expect(orders.length).toBeLessThanOrEqual((Date.now() - startedAt) / (BOOKING_SECONDS * 1_000) + 1);
      expect(orders.filter(({ refunds, changes }) => refunds.length > 1 || changes.length > 1)).toEqual([]);
      const sold = await fetch(`http://127.0.0.1:${environment.SANDBOX_PORT}/sandbox/ship/orders`);
      const ships = (await sold.json()) as ShipOrderTruth[];
      expect(ships.flatMap(({ problems }) => problems)).toEqual([]);
      // A decision may come too late on a slow machine; what the desk reports is never refused.
      expect(output.filter((line) => /^ {2}ship desk: (no-)?(tickets|refund)-/.test(line))).toEqual([]);
      const { stdout } = await promisify(execFile)('bash', ['-c', curl]);
      expect(JSON.parse(stdout)).toMatchObject({ data: { orders: { totalCount: expect.any(Number) as number } } });
    } finally {
      await second?.stop();
      demo.kill('SIGINT');
      const [code] = await once(demo, 'exit');
      expect(code).toBe(0);
      await rm(dataDir, { recursive: true });
    }
  },
);
