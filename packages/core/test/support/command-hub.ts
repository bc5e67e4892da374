import { createTestDatabase } from '@interline/postgres/testing';
import type { TestDatabase } from '@interline/postgres/testing';
import { authoriseShop } from '../../src/shops/authorise-shop.ts';
import type { CommandRecord } from '../../src/commands/command-record.ts';
import type { CommandRequest } from '../../src/commands/command-submission.ts';
import type { Database } from '../../src/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import { findCommand } from '../../src/commands/find-command.ts';
import type { HubContext } from '../../src/hub-context.ts';
import { newId } from '../../src/id.ts';
import { MIGRATIONS } from '../../src/migrations/index.ts';
import { seededRandom } from '../../src/random.ts';
import { saveShop } from '../../src/shops/save-shop.ts';
import { createSealer, generateKey, parseKeys } from '../../src/privacy/seal.ts';
import { submitCommand } from '../../src/commands/submit-command.ts';
import type { Scope, Viewer } from '../../src/viewer.ts';
import { workCommands } from '../../src/commands/work-commands.ts';
import { commandChannel } from './command-channel.ts';
import type { CommandChannel } from './command-channel.ts';
import { manualClock } from './manual-clock.ts';
import type { ManualClock } from './manual-clock.ts';
import { recordingLogger } from './recording-logger.ts';

/** A hub with one channel, one authorised shop and a clock that is moved by hand. */
export interface CommandHub extends AsyncDisposable {
  readonly context: HubContext;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly channel: CommandChannel;
  readonly logger: ReturnType<typeof recordingLogger>;
  /** The first shop. */
  readonly shopId: string;
  /** Sees every shop and may do everything but administer. */
  readonly viewer: Viewer;
  /** Stores a new order of the first shop that waits for delivery; gives its reference. */
  newOrder(): Promise<string>;
  /** Submits what is expected to be taken down. */
  accepted(request: CommandRequest): Promise<CommandRecord>;
  /** The command as it is now. */
  stateOf(command: CommandRecord): Promise<CommandRecord>;
  /** How often the command truly took effect. */
  effectsOf(command: CommandRecord): number;
  /** Works once on everything that is due. */
  work(): Promise<number>;
  /** Lets time pass, then works on what is due. */
  afterwards(ms: number): Promise<void>;
  /** Lets the channel do and tell everything until nothing is open, so that the next test starts afresh. */
  settleAll(): Promise<void>;
}

/** Longer than any lease, back-off or settle window. */
const LONGEST_PAUSE_MS = 3_600_000;
const MOST_ROUNDS = 30;

export const SESSION = 'session-canary-6100e14';

export async function commandHub(): Promise<CommandHub> {
  const test: TestDatabase = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const clock = manualClock();
  const channel = commandChannel(clock);
  const logger = recordingLogger();
  const context: HubContext = {
    database: test.database,
    channels: new Map([[channel.adapter.name, { adapter: channel.adapter, connection: {} }]]),
    clock,
    random: seededRandom(1),
    logger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const shopId = await authorisedShop(context, '725677994');
  const viewer = viewerOf(null);
  const work = (): Promise<number> => workCommands(context, { limit: 50 });
  let orders = 0;
  return {
    context,
    database: test.database,
    clock,
    channel,
    logger,
    shopId,
    viewer,
    async newOrder() {
      const reference = `9007199254741${(orders += 1) + 1_000}`;
      await storeOrder(context, shopId, reference);
      return reference;
    },
    async accepted(request) {
      const submission = await submitCommand(context, viewer, request);
      if (submission.kind !== 'accepted') throw new Error(submission.message);
      return submission.command;
    },
    async stateOf({ id }) {
      const command = await findCommand(test.database, viewer, id);
      if (!command) throw new Error(`Command ${id} is gone.`);
      return command;
    },
    effectsOf: ({ id }) => channel.effects().filter(({ commandId }) => commandId === id).length,
    work,
    async afterwards(ms) {
      clock.advance(ms);
      await work();
    },
    async settleAll() {
      channel.clearScript();
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        clock.advance(LONGEST_PAUSE_MS);
        if ((await work()) === 0) return;
      }
      throw new Error(`Commands are still open after ${MOST_ROUNDS} hours.`);
    },
    [Symbol.asyncDispose]: () => test.drop(),
  };
}

/** A shop of channel `demo` with a session that does not end. */
export async function authorisedShop(context: HubContext, accountId: string): Promise<string> {
  const shop = await saveShop(context, {
    channel: 'demo',
    name: 'West Lake Travel',
    accountId,
    accountNick: 'westlake',
  });
  await authoriseShop(context, shop.id, { accessToken: SESSION, expiresAt: null });
  return shop.id;
}

export function viewerOf(
  shopIds: readonly string[] | null,
  scopes: readonly Scope[] = ['orders:read', 'orders:write'],
): Viewer {
  const tokenId = '019aa000-0000-7000-8000-000000000001';
  return { tokenId, name: 'back office', scopes: new Set(scopes), shopIds, expiresAt: null };
}

const orderStatement = {
  name: 'test.order',
  text: `insert into interline.orders
           (id, shop_id, channel, reference, direction, status, channel_status, confirmation, refund_status, currency,
            total_amount, paid_amount, item_count, created_at, modified_at, observed_at, version, search_text, detail,
            fingerprint)
         values ($1, $2, 'demo', $3, 'SALE', 'AWAITING_FULFILMENT', '2', 'NOT_REQUIRED', 'NONE', 'CNY',
                 19900, 19900, 1, $4, $4, $4, 1, '', '{}', '')`,
};
const itemStatement = {
  name: 'test.item',
  text: `insert into interline.item
           (id, order_id, shop_id, position, reference, status, channel_status, confirmation, refund_status, title,
            kind, quantity, unit_amount, total_amount, paid_amount, detail)
         values ($1, $2, $3, 0, $4, 'AWAITING_FULFILMENT', '2', 'NOT_REQUIRED', 'NONE', 'Lake cruise', 'TOUR',
                 1, 19900, 19900, 19900, '{}')`,
};

/** An order that waits for delivery, with one item `<reference>-1`. */
export async function storeOrder(context: HubContext, shopId: string, reference: string): Promise<void> {
  const now = context.clock.now();
  const id = newId(now);
  await context.database.query(orderStatement, [id, shopId, reference, now]);
  await context.database.query(itemStatement, [newId(now), id, shopId, `${reference}-1`]);
}

/** A request about order `reference`. */
export function wishFor(
  reference: string,
  change: Partial<CommandRequest> & { readonly note?: string } = {},
): CommandRequest {
  const { note = 'voucher 7', ...rest } = change;
  return { channel: 'demo', name: 'remark', idempotencyKey: 'key-1', input: { reference, note }, ...rest };
}
