import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { WATCH } from './event-lines.ts';
import type { Happening } from './event-lines.ts';
import { openFlightDesk } from './flight-desk.ts';
import { createHubClient } from './hub-client.ts';
import type { HubClient } from './hub-client.ts';
import { supervise } from './process.ts';
import type { Supervised } from './process.ts';
import { inRounds } from './rounds.ts';
import type { Rounds } from './rounds.ts';
import { readSandbox, untilAnswers } from './sandbox-client.ts';
import type { SandboxFacts } from './sandbox-client.ts';
import { openShipDesk } from './ship-desk.ts';
import { createTeller } from './teller.ts';
import { workTheVacationDesk } from './vacation-desk.ts';

const { env } = process;
const DATA_DIR = env['INTERLINE_DATA_DIR'] ?? '.interline';
const sandboxUrl = `http://127.0.0.1:${env['SANDBOX_PORT'] ?? '4010'}`;
const hubUrl = `http://127.0.0.1:${env['PORT'] ?? '4000'}`;
const token = env['INTERLINE_DEMO_TOKEN'] ?? `il_${randomBytes(24).toString('base64url')}`;
/** How often each desk is looked at, in milliseconds. */
const DESK_MS = 3_000;
/** How often the purchasing desk books a flight, in milliseconds. */
const BOOK_EVERY_MS = Number(env['DEMO_BOOKING_SECONDS'] ?? '15') * 1_000;
/** Between two steps of an order, in milliseconds. */
const PACE_MS = Number(env['SANDBOX_PACE'] ?? '6') * 1_000;
/** The sandbox's shop that sells ship tickets without a reservation system: its people decide. */
const AGENCY = 'harbour-agency';
/** How long the desks may take to end what they are at, in milliseconds. */
const DESKS_END_MS = 3_000;
/** How long a first start may take on a slow machine, in milliseconds: making a database takes most of it. */
const START_WITHIN_MS = 110_000;

const processes: Supervised[] = [];
const desks: Rounds[] = [];
let hub: HubClient | undefined;
let stopping = false;
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Shows what a process says of itself only when it matters to a person. */
function relay(name: string) {
  return (line: string) => {
    const { level, msg, error } = readLog(line);
    if (level >= (stopping ? 50 : 40)) say(`  ${name}: ${msg}${error ? ` (${error})` : ''}`);
  };
}

function readLog(line: string): { level: number; msg: string; error?: string | undefined } {
  try {
    const { level, msg, error } = JSON.parse(line) as { level: number; msg: string; error?: { message?: string } };
    return { level, msg, error: error?.message };
  } catch {
    return { level: 40, msg: line };
  }
}

/** Ends the desks, then the hub, then the sandbox: none should see another go away. Once; another Ctrl-C changes nothing. */
async function stopAll(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  say('\nStopping: the desks, the hub, the sandbox.');
  hub?.close();
  const ended = Promise.all(desks.map((desk) => desk.stop()));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, DESKS_END_MS))]);
  for (const each of processes.toReversed()) await each.stop();
  say(`Stopped. Everything is kept in ${DATA_DIR}; the next start goes on from there.`);
  process.exit(code);
}

async function main(): Promise<void> {
  say('Interline: starting the sandbox and the hub. The first start makes a database; give it a moment.');
  const giveUp = (name: string) => (code: number) => {
    say(`The ${name} could not start; it says why above.`);
    void stopAll(code);
  };
  processes.push(
    supervise({
      name: 'sandbox',
      file: 'apps/sandbox/src/main.ts',
      environment: {
        SANDBOX_RATE: env['SANDBOX_RATE'] ?? '20',
        SANDBOX_PACE: env['SANDBOX_PACE'] ?? '6',
        // Ships are not messages: the sandbox calls the hub itself.
        SANDBOX_SHIP_TARGET: `${hubUrl}/qimen/{shop}`,
        // Beside the hub's database: a Fliggy that forgot the orders that the hub knows would contradict it.
        SANDBOX_STATE_FILE: env['SANDBOX_STATE_FILE'] ?? join(DATA_DIR, 'sandbox.sqlite'),
      },
      onLine: relay('sandbox'),
      onGiveUp: giveUp('sandbox'),
    }),
  );
  await untilAnswers(`${sandboxUrl}/sandbox`, START_WITHIN_MS);
  const sandbox = await readSandbox(sandboxUrl);
  if (stopping) return;
  processes.push(
    supervise({
      name: 'hub',
      file: 'apps/api/src/main.ts',
      environment: {
        TOP_GATEWAY_URL: sandbox.gatewayUrl,
        TOP_MESSAGE_URL: sandbox.messageUrl,
        TOP_APP_KEY: sandbox.appKey,
        TOP_APP_SECRET: sandbox.appSecret,
        SHIP_MODE: 'callback',
        SHIP_CALLBACK_URL: sandbox.reservationsUrl,
        SHIP_CALLBACK_SECRET: sandbox.reservationSecret,
        SHIP_MERCHANTS: JSON.stringify(policiesOf(sandbox)),
        INTERLINE_SHOPS: JSON.stringify(sandbox.shops),
        INTERLINE_DEMO_TOKEN: token,
        INTERLINE_POLL_SECONDS: env['INTERLINE_POLL_SECONDS'] ?? '15',
        INTERLINE_REQUERY_SECONDS: env['INTERLINE_REQUERY_SECONDS'] ?? '30',
      },
      onLine: relay('hub'),
      onGiveUp: giveUp('hub'),
    }),
  );
  await untilAnswers(`${hubUrl}/readyz`, START_WITHIN_MS);
  if (stopping) return;
  introduce();
  hub = createHubClient(hubUrl, token);
  work(hub);
}

/** Who has no reservation system decides through GraphQL. */
function policiesOf({ shops }: SandboxFacts): object {
  const agencies = shops.filter(({ name }) => name === AGENCY);
  const policy = { mode: 'decisions', waitMs: 4_000, surchargePercent: 10 };
  return Object.fromEntries(agencies.map(({ accountId }) => [accountId, policy]));
}

/** Opens the desks, and tells of every change of an order. */
function work(client: HubClient): void {
  const open = (name: string, restMs: number, round: () => Promise<unknown>): Rounds => {
    const desk = inRounds({ work: round, restMs, onTrouble: ({ message }) => say(`  ${name}: ${message}`) });
    desks.push(desk);
    return desk;
  };
  const saidBy = (name: string) => (line: string) => say(`  ${name}: ${line}`);
  const now = () => new Date();

  open('vacation desk', DESK_MS, () => workTheVacationDesk(client));
  const flights = openFlightDesk({ hub: client, now, bookEveryMs: BOOK_EVERY_MS, say: saidBy('purchasing desk') });
  open('purchasing desk', Math.min(DESK_MS, BOOK_EVERY_MS), () => flights.work());
  const ships = openShipDesk({ hub: client, now, agency: AGENCY, paceMs: PACE_MS, say: saidBy('ship desk') });
  const shipDesk = open('ship desk', DESK_MS, () => ships.work());

  const teller = createTeller(say);
  let after: string | null = null;
  client.subscribe<{ orderEvents: Happening }>(
    WATCH,
    () => ({ after }),
    ({ orderEvents }) => {
      after = orderEvents.cursor;
      teller.tell(orderEvents);
      // Fliggy waits for a decision about a ship order for seconds only.
      if (orderEvents.order.channel === 'ship') shipDesk.wake();
    },
    (message) => say(`  subscription: ${message}`),
  );
}

function introduce(): void {
  const query = '{"query":"{ orders(first: 5) { totalCount nodes { reference status deadline } } }"}';
  say(`
  GraphiQL   ${hubUrl}/graphql   (the token is filled in)
  Sandbox    ${sandboxUrl}/sandbox   (make orders, set faults, read what truly happened)
  Token      ${token}

  curl -s ${hubUrl}/graphql -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '${query}'

A merchant's desk sells vacations: it delivers what waits and refuses one item in eight. A company's
desk buys flights: it books one every ${BOOK_EVERY_MS / 1_000} seconds, pays most of them, and changes or refunds some. Two
merchants sell ship tickets, and for both Fliggy calls the hub. A shipping line has a reservation
system, which the hub asks. An agency at the harbour has none: its people decide while Fliggy waits,
and report tickets and refunds. Every change of an order, as it happens (UTC; Ctrl-C ends it):
`);
}

// Whoever read along has gone, as in `pnpm start | head`.
process.stdout.on('error', () => void stopAll(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopAll(0));
main().catch((error: unknown) => {
  if (!stopping) say((error as Error).message);
  void stopAll(1);
});
