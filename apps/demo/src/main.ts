import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventLine, WATCH } from './event-line.ts';
import type { Happening } from './event-line.ts';
import { openFlightDesk } from './flight-desk.ts';
import { createHubClient } from './hub-client.ts';
import { workTheVacationDesk } from './vacation-desk.ts';
import { workTheShipDesk } from './ship-desk.ts';
import { supervise } from './process.ts';
import type { Supervised } from './process.ts';
import { readSandbox, untilAnswers } from './sandbox-client.ts';

const { env } = process;
const sandboxUrl = `http://127.0.0.1:${env['SANDBOX_PORT'] ?? '4010'}`;
const hubUrl = `http://127.0.0.1:${env['PORT'] ?? '4000'}`;
const token = env['INTERLINE_DEMO_TOKEN'] ?? `il_${randomBytes(24).toString('base64url')}`;
/** How often each desk is looked at, in milliseconds. */
const DESK_MS = 3_000;
/** How often the purchasing desk books a flight, in milliseconds. */
const BOOK_EVERY_MS = Number(env['DEMO_BOOKING_SECONDS'] ?? '15') * 1_000;
/** How long a first start may take on a slow machine, in milliseconds: making a database takes most of it. */
const START_WITHIN_MS = 110_000;

const processes: Supervised[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Shows what a process says of itself only when it matters to a person. */
function relay(name: string) {
  return (line: string) => {
    const { level, msg, error } = readLog(line);
    if (level >= 40) say(`  ${name}: ${msg}${error ? ` (${error})` : ''}`);
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

async function stopAll(code: number): Promise<never> {
  // The hub first: it should not see its channel go away.
  for (const each of processes.toReversed()) await each.stop();
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
        SANDBOX_STATE_FILE:
          env['SANDBOX_STATE_FILE'] ?? join(env['INTERLINE_DATA_DIR'] ?? '.interline', 'sandbox.sqlite'),
      },
      onLine: relay('sandbox'),
      onGiveUp: giveUp('sandbox'),
    }),
  );
  await untilAnswers(`${sandboxUrl}/sandbox`, START_WITHIN_MS);
  const sandbox = await readSandbox(sandboxUrl);
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
  introduce();

  const hub = createHubClient(hubUrl, token);
  let after: string | null = null;
  hub.subscribe<{ orderEvents: Happening }>(
    WATCH,
    () => ({ after }),
    ({ orderEvents }) => {
      after = orderEvents.cursor;
      say(eventLine(orderEvents));
    },
    (message) => say(`  subscription: ${message}`),
  );
  again('vacation desk', DESK_MS, () => workTheVacationDesk(hub));
  again('ship desk', DESK_MS, () => workTheShipDesk(hub));
  const flights = openFlightDesk({
    hub,
    now: () => new Date(),
    bookEveryMs: BOOK_EVERY_MS,
    say: (line) => say(`  purchasing desk: ${line}`),
  });
  again('purchasing desk', Math.min(DESK_MS, BOOK_EVERY_MS), () => flights.work());
}

/** Does something now and again for ever; a failure is told and waited out. */
function again(name: string, restMs: number, work: () => Promise<unknown>): void {
  const round = async () => {
    await work().catch((error: unknown) => say(`  ${name}: ${(error as Error).message}`));
    setTimeout(() => void round(), restMs);
  };
  void round();
}

function introduce(): void {
  const query = '{"query":"{ orders(first: 5) { totalCount nodes { reference status deadline } } }"}';
  say(`
  GraphiQL   ${hubUrl}/graphql   (the token is filled in)
  Sandbox    ${sandboxUrl}/sandbox   (make orders, set faults, read what truly happened)
  Token      ${token}

  curl -s ${hubUrl}/graphql -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '${query}'

A merchant's desk sells vacations: it delivers what waits and refuses one item in eight. A company's desk buys flights: it
books one every ${BOOK_EVERY_MS / 1_000} seconds, pays most of them, and changes or refunds some. A shipping line sells
ferries: Fliggy calls the hub, and the hub asks the line's reservation system. Every change of an order, as it happens (UTC):
`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stopAll(0));
main().catch((error: unknown) => {
  say((error as Error).message);
  void stopAll(1);
});
