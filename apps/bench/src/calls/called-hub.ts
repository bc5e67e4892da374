import { Client } from 'pg';
import type { BenchPostgres } from '../bench-postgres.ts';
import { startHub } from '../start-hub.ts';
import { runCalls } from './run-calls.ts';
import { SECRET } from './ship-call.ts';

/** Ship orders that are there before. */
export const ORDERS = 200;
/** Longest time for making them. */
const SEED_SECONDS = 30;
const ACCOUNT = '2200612345678';
/** With a session: the sync leaves shops without one alone. */
const SHOP = {
  channel: 'ship',
  name: 'Ferry Line',
  accountId: ACCOUNT,
  accountNick: 'ferry',
  session: 'bench-session',
};

/** A hub that a ship channel calls. */
export interface CalledHub {
  /** Of its API. */
  readonly url: string;
  readonly callUrl: string;
  readonly tokens: readonly string[];
  readonly databaseUrl: string;
  /** Of the hub, and of PostgreSQL where this run has its own: their CPU time is counted. */
  readonly pids: { readonly hub: number; readonly postgres: number };
  administer(sql: string): Promise<void>;
  stop(): Promise<void>;
}

export interface CalledHubOptions {
  readonly roles: string;
  /** Connections that calls have to themselves; with 0 they share the others. */
  readonly reserved: number;
  /** Orders of the other channel, for lists. */
  readonly listed: number;
}

/** Starts a hub that accepts every order, with {@link ORDERS} of them. */
export async function startCalledHub(postgres: BenchPostgres, options: CalledHubOptions): Promise<CalledHub> {
  const databaseUrl = await postgres.createDatabase(options.listed);
  const hub = await startHub(databaseUrl, {
    INTERLINE_ROLES: options.roles,
    INTERLINE_CALL_POOL_SIZE: String(options.reserved),
    INTERLINE_PROXIES: '1',
    INTERLINE_SHOPS: JSON.stringify([SHOP]),
    SHIP_MODE: 'automatic',
    TOP_APP_SECRET: SECRET,
  });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { origin } = new URL(hub.url);
  const called = {
    url: origin,
    callUrl: `${origin}/qimen/${ACCOUNT}`,
    tokens: hub.tokens,
    databaseUrl,
    pids: { hub: hub.process.pid, postgres: postgres.pid },
    administer: async (sql: string) => void (await client.query(sql)),
    async stop() {
      await client.end();
      await hub.process.stop();
    },
  };
  await seedOrders(called);
  return called;
}

/** By calls, as they come. */
async function seedOrders({
  callUrl,
  pids,
  administer,
}: Pick<CalledHub, 'callUrl' | 'pids' | 'administer'>): Promise<void> {
  const load = { url: callUrl, kind: 'create', connections: 8, seconds: SEED_SECONDS, from: 0, most: ORDERS } as const;
  const { total, failed, example } = await runCalls(load, pids);
  if (failed > 0) throw new Error(`Orders could not be made: ${example}`);
  if (total < ORDERS) throw new Error(`Only ${total} of ${ORDERS} orders could be made in ${SEED_SECONDS} s.`);
  await administer('analyze');
}
