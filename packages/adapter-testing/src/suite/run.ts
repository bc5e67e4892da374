import type {
  Adapter,
  AnyAdapter,
  InboundMessage,
  OrderSnapshot,
  RunningSource,
  ShopIdentity,
  StreamSource,
} from '@interline/core';
import { ChannelError, silentLogger } from '@interline/core';
import { ingestMessage, shopDossiers, shopTokens } from '@interline/core/hub';

import type { AdapterHarness } from '../adapter-harness.ts';
import type { ChannelSimulator } from '../channel-simulator.ts';
import { compareOrders } from '../compare-orders.ts';
import type { OrderComparison } from '../compare-orders.ts';
import type { LogRecorder } from '../log-recorder.ts';
import { createManualClock } from '../manual-clock.ts';
import { createTestHub } from '../test-hub.ts';
import type { TestHub } from '../test-hub.ts';
import { createCallLine } from './call-line.ts';
import type { CallLine } from './call-line.ts';
import { createMessageTap } from './message-tap.ts';
import type { MessageTap } from './message-tap.ts';

/** What the parts of the suite share. */
export interface SuiteSubject {
  readonly adapter: AnyAdapter;
  readonly harness: AdapterHarness;
  /** Logs of all hubs of the suite. */
  readonly logs: LogRecorder;
  /** Whatever turned up that must not be in a log. */
  readonly canaries: Set<string>;
}

/** A hub and a simulated channel on one clock. */
export interface SuiteRun {
  readonly hub: TestHub;
  readonly simulator: ChannelSimulator;
  readonly shop: ShopIdentity;
  /** Messages as they come in; they reach the hub only through {@link SuiteRun.ingest}. */
  readonly tap: MessageTap;
  /** Between a channel that calls and the hub. */
  readonly line: CallLine;
  /** Stores messages as a source would. */
  ingest(messages: readonly InboundMessage[]): Promise<void>;
  /** Waits for every message sent so far, stores them all in order, and works until nothing is due. */
  catchUp(): Promise<void>;
  /** What the adapter makes of an order as the channel has it now, past the hub. */
  look(reference: string): Promise<OrderSnapshot>;
  /** What the hub has and what is true, to be compared. */
  compare(): Promise<OrderComparison>;
  close(): Promise<void>;
}

/** How a run is to be. */
interface RunOptions {
  /** Whether the shop has a session. Default true. */
  readonly authorised?: boolean;
  /** The command that it is to prove. Default none. */
  readonly command?: string;
}

/** Starts a simulator and a hub with one shop, listens to the adapter's stream, and lets the channel call. */
export async function startRun(
  { adapter, harness, logs, canaries }: SuiteSubject,
  { authorised = true, command }: RunOptions = {},
): Promise<SuiteRun> {
  const clock = createManualClock();
  const seed = harness.seed ?? 1;
  const simulator = await harness.start({ clock, seed, command: command ?? null });
  const hub = await createTestHub({ channels: [{ adapter, config: simulator.config }], clock, seed, logs });
  const { accessToken: firstToken, ...account } = simulator.shop;
  const shop = await hub.addShop({ channel: adapter.name, ...account, ...(authorised && { accessToken: firstToken }) });
  const source = adapter.sources.find((each) => each.kind === 'stream');
  const tap = createMessageTap();
  const running = source && (await listen(hub, adapter, source, tap));
  const line = createCallLine(hub, adapter, shop);
  simulator.connect?.(line.place);
  let accessToken = firstToken;

  const run: SuiteRun = {
    hub,
    simulator,
    shop,
    tap,
    line,
    async ingest(messages) {
      if (!source) return;
      for (const message of messages) await ingestMessage(hub.context, adapter.name, source, message);
    },
    async catchUp() {
      await run.ingest(await tap.take(simulator.messagesSent()));
      await hub.settle();
    },
    look(reference) {
      const connection = hub.context.channels.get(adapter.name)?.connection;
      const services = { clock, random: hub.context.random, logger: silentLogger };
      const { signal } = new AbortController();
      const tokens = shopTokens(hub.context.sealer, shop);
      const dossiers = shopDossiers(hub.context, shop, 'MANUAL');
      const context = { connection, shop, session: { accessToken }, services, signal, dossiers, ...tokens };
      return adapter.fetchOrder(context, reference);
    },
    compare: () => compareOrders(hub.database, shop.id, simulator.truth()),
    async close() {
      await line.close();
      for (const secret of [...simulator.secrets(), simulator.shop.accessToken]) canaries.add(secret);
      accessToken = simulator.renewSession();
      canaries.add(accessToken);
      for (const fact of await personalFacts(run)) canaries.add(fact);
      await running?.stop();
      await hub.close();
      await simulator.close();
    },
  };
  return run;
}

async function listen(
  { context }: TestHub,
  { name }: AnyAdapter,
  source: StreamSource<unknown>,
  tap: MessageTap,
): Promise<RunningSource> {
  const { clock, random, logger } = context;
  const connected = Promise.withResolvers<void>();
  const running = await source.start({
    connection: context.channels.get(name)?.connection,
    services: { clock, random, logger },
    deliver: async (message) => tap.put(message),
    report: ({ state }) => {
      if (state === 'RUNNING') connected.resolve();
    },
  });
  await connected.promise;
  return running;
}

/** Creates orders one after the other. */
export async function createOrders(simulator: ChannelSimulator, count: number): Promise<string[]> {
  const references: string[] = [];
  while (references.length < count) references.push(await simulator.createOrder());
  return references;
}

/** What identifies the persons of a run's orders; too short to be told from chance is left out. */
async function personalFacts({ look, simulator }: SuiteRun): Promise<string[]> {
  const facts: string[] = [];
  for (const { reference } of simulator.truth().slice(0, 20)) {
    const travellers = await look(reference).then(({ travellers: all }) => all, noneIfUnknown);
    facts.push(...travellers.flatMap(({ personal }) => Object.values(personal)));
  }
  return facts.filter((fact) => Buffer.byteLength(fact) >= 6);
}

/** An order whose first call was kept from the hub has no dossier. */
function noneIfUnknown(error: unknown): [] {
  if (error instanceof ChannelError && error.kind === 'not-found') return [];
  throw error;
}

/** An adapter whose parameters the suite does not need. */
export function anyAdapter<Config, Connection, Builder>(adapter: Adapter<Config, Connection, Builder>): AnyAdapter {
  return adapter as AnyAdapter;
}
