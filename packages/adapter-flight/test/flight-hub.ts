import { createManualClock, createTestHub } from '@interline/adapter-testing';
import type { TestHub } from '@interline/adapter-testing';
import type { JsonObject, ShopIdentity } from '@interline/core';
import {
  findCommand,
  findQuote,
  prepareAttachment,
  requestQuote,
  requestSync,
  storeAttachment,
  submitCommand,
} from '@interline/core/hub';
import type { CommandRecord, CommandSubmission, QuoteRecord, QuoteResult } from '@interline/core/hub';

import { createFlightAdapter } from '../src/adapter.ts';
import { routeSegments } from '../src/order-parts.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import type { FlightNames } from '../src/wire.ts';
import { createSandbox } from './sandbox.ts';
import type { FlightOrderInput, FlightOrderView, LedgerEntry, Sandbox } from './sandbox.ts';

/** A hub whose shop buys flights of a sandbox, both by one clock that stands still. */
export interface FlightHub {
  readonly hub: TestHub;
  readonly sandbox: Sandbox;
  readonly shop: ShopIdentity;
  /** An order at the sandbox that the hub knows. Default: one adult, ticketed. */
  order(input?: FlightOrderInput): Promise<FlightOrderView>;
  /** Fetches an order, and works off whatever is due. */
  sync(reference: string): Promise<void>;
  quote(name: string, input: object): Promise<QuoteResult>;
  /** The same, when there is no doubt. */
  priced(name: string, input: object): Promise<QuoteRecord>;
  submit(name: string, key: string, input: object): Promise<CommandSubmission>;
  /** Submits, works off what is due, and gives the command as it is then. */
  done(name: string, key: string, input: object): Promise<CommandRecord>;
  /** The command as it is after the time has passed. */
  later(command: CommandRecord, ms: number): Promise<CommandRecord>;
  /** The quote that came with a command's outcome; null when none did. */
  quoteOf(command: CommandRecord): Promise<QuoteRecord | null>;
  /** Stores a file of the type that its first bytes say, and gives its id. */
  attach(type?: string): Promise<string>;
  /** What truly happened at the sandbox by a method. */
  ledger(method: keyof FlightNames['method'], kind: LedgerEntry['kind']): readonly LedgerEntry[];
  /** The detail of an order as the hub has it. */
  detail(reference: string): Promise<JsonObject>;
  close(): Promise<void>;
}

/** How the first bytes of a file prove its type. */
const BEGINNINGS: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
};

/**
 * Opens one.
 *
 * @param names what the channel calls things
 * @param believed what the adapter takes them to be called
 * @param settings of the channel, beyond what the sandbox needs
 */
export async function openFlightHub(names = FLIGHT_NAMES, believed = names, settings: object = {}): Promise<FlightHub> {
  const clock = createManualClock();
  const sandbox = await createSandbox({ clock, seed: 7, flight: { names } });
  const { control, app, gatewayUrl } = sandbox;
  const adapter = createFlightAdapter({ names: believed });
  const { key: appKey, secret: appSecret } = app;
  const config = { gatewayUrl, messages: 'pull', appKey, appSecret, callsPerSecond: 1_000, ...settings };
  const hub = await createTestHub({ channels: [{ adapter, config }], clock });
  const buyer = control.shops().find(({ channel }) => channel === 'flight');
  if (!buyer?.session) throw new Error('the sandbox has no account that buys flights');
  const { sellerId: accountId, nick: accountNick, session: accessToken } = buyer;
  const shop = await hub.addShop({ channel: 'flight', accountId, accountNick, accessToken });
  const viewer = hub.viewer(['orders:read', 'orders:write']);
  const { context } = hub;

  const sync = async (reference: string): Promise<void> => {
    const wish = { shopId: shop.id, channel: 'flight', reference, cause: 'MANUAL', at: clock.now() } as const;
    await requestSync(context.database, wish);
    await hub.settle();
  };
  const find = async ({ id }: CommandRecord): Promise<CommandRecord> => {
    const command = await findCommand(context.database, viewer, id);
    if (!command) throw new Error(`there is no command ${id}`);
    return command;
  };
  const submit = (name: string, idempotencyKey: string, input: object) =>
    submitCommand(context, viewer, { channel: 'flight', name, idempotencyKey, input });
  const quote = (name: string, input: object) => requestQuote(context, viewer, { channel: 'flight', name, input });
  const found = async (id: string): Promise<QuoteRecord> => {
    const record = await findQuote(context.database, viewer, id);
    if (!record) throw new Error(`there is no quote ${id}`);
    return record;
  };

  return {
    hub,
    sandbox,
    shop,
    async order(input = {}) {
      const order = control.flight.createOrder({ advance: 'ticketed', ...input });
      await sync(order.id);
      return order;
    },
    sync,
    quote,
    async priced(name, input) {
      const answer = await quote(name, input);
      if (answer.kind === 'refused') throw new Error(`no price: ${answer.message}`);
      return found(answer.quoteId);
    },
    submit,
    async done(name, key, input) {
      const submission = await submit(name, key, input);
      if (submission.kind === 'refused') throw new Error(`refused: ${submission.message}`);
      await hub.settle();
      return find(submission.command);
    },
    async later(command, ms) {
      clock.advance(ms);
      await hub.settle();
      return find(command);
    },
    async quoteOf({ id }) {
      const [row] = await context.database.query<{ id: string }>(
        {
          name: 'test.quote_of',
          text: 'select id from interline.quote where command_id = $1',
        },
        [id],
      );
      return row ? found(row.id) : null;
    },
    async attach(type = 'application/pdf') {
      const bytes = new Uint8Array([...(BEGINNINGS[type] ?? []), 1, 2, 3]);
      const plan = { shopId: shop.id, name: 'certificate.pdf', type, size: bytes.length };
      const prepared = await prepareAttachment(context, viewer, plan);
      if (prepared.kind === 'refused') throw new Error(prepared.message);
      const stored = await storeAttachment(context, prepared.token, { bytes });
      if (stored.kind === 'refused') throw new Error(stored.message);
      return stored.id;
    },
    ledger: (method, kind) => control.ledger({ kind }).entries.filter(({ what }) => what === names.method[method]),
    async detail(reference) {
      const [row] = await context.database.query<{ detail: JsonObject }>(
        {
          name: 'test.detail',
          text: 'select detail from interline.orders where reference = $1',
        },
        [reference],
      );
      if (!row) throw new Error(`the hub has no order ${reference}`);
      return row.detail;
    },
    async close() {
      await hub.close();
      await sandbox.close();
    },
  };
}

/** Ids of the flights of an order, in order. */
export async function segmentIds({ detail }: FlightHub, { id }: FlightOrderView): Promise<readonly string[]> {
  return routeSegments({ detail: await detail(id) }).map((segment) => segment.id);
}

/** The wish to fly a day later on the same flights. */
export async function dayLater(
  { detail }: Pick<FlightHub, 'detail'>,
  { id: orderReference }: Pick<FlightOrderView, 'id'>,
) {
  const { journeys } = await detail(orderReference);
  const flights = JSON.parse(JSON.stringify(journeys)) as { segments: Record<string, string>[] }[];
  const segments = flights.flatMap((journey) =>
    journey.segments.map(({ id, flightNumber, departure, departureAirport, arrivalAirport }) => ({
      segment: id,
      flightNumber,
      departure: new Date(new Date(departure ?? '').getTime() + DAY_MS).toISOString(),
      departureAirport,
      arrivalAirport,
    })),
  );
  return { orderReference, segments };
}

const DAY_MS = 86_400_000;
