import { createTestDatabase } from '@interline/postgres/testing';
import { answerCall } from '../../src/calls/answer-call.ts';
import type { AnsweredCall } from '../../src/calls/answer-call.ts';
import type { CallAnswer, InboundCall } from '../../src/contract/call-source.ts';
import type { Dossiers } from '../../src/contract/dossier.ts';
import type { ShopIdentity } from '../../src/contract/shop.ts';
import type { Database } from '../../src/database.ts';
import { shopDossiers } from '../../src/dossiers/shop-dossiers.ts';
import { ENTITIES } from '../../src/entities.ts';
import type { HubContext } from '../../src/hub-context.ts';
import { MIGRATIONS } from '../../src/migrations/index.ts';
import { createSealer, generateKey, parseKeys } from '../../src/privacy/seal.ts';
import { seededRandom } from '../../src/random.ts';
import { saveShop } from '../../src/shops/save-shop.ts';
import { callChannel, callOf } from './call-channel.ts';
import type { CallChannel } from './call-channel.ts';
import { manualClock } from './manual-clock.ts';
import type { ManualClock } from './manual-clock.ts';
import { recordingLogger } from './recording-logger.ts';

/** A hub with one channel that calls, and a shop that was never authorised. */
export interface CallHub extends AsyncDisposable {
  readonly context: HubContext;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly channel: CallChannel;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly shop: ShopIdentity;
  readonly dossiers: Dossiers;
  addShop(accountId: string, name?: string): Promise<ShopIdentity>;
  /** A call as it comes now, and whose answer arrives; to the shop unless told otherwise. */
  call(call?: Partial<InboundCall>, shop?: string): Promise<CallAnswer>;
  /** The same, but its answer is on its way until it is told to have arrived. */
  place(call?: Partial<InboundCall>, shop?: string, context?: HubContext): Promise<AnsweredCall>;
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** @param poolSize connections of its database; default 8 */
export async function callHub({ poolSize = 8 }: { readonly poolSize?: number } = {}): Promise<CallHub> {
  const test = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS, poolSize });
  const clock = manualClock();
  const channel = callChannel();
  const logger = recordingLogger();
  const context: HubContext = {
    database: test.database,
    channels: new Map([[channel.adapter.name, { adapter: channel.adapter, connection: {} }]]),
    clock,
    random: seededRandom(1),
    logger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const addShop = (accountId: string, name = `Ferry ${accountId}`): Promise<ShopIdentity> =>
    saveShop(context, { channel: 'ferry', name, accountId, accountNick: accountId });
  const shop = await addShop('725677994');
  const place: CallHub['place'] = (call = {}, to = shop.id, by = context) =>
    answerCall(
      by,
      { path: 'ferry', shop: to, call: callOf({ receivedAt: clock.now(), ...call }) },
      new AbortController().signal,
    );
  return {
    context,
    database: test.database,
    clock,
    channel,
    logger,
    shop,
    dossiers: shopDossiers(context, shop, 'CALL'),
    addShop,
    place,
    async call(call, to) {
      const { delivered, ...answer } = await place(call, to);
      await delivered();
      return answer;
    },
    async rows<Row>(text: string, values: readonly unknown[] = []) {
      const { rows } = await test.database.pool.query(text, [...values]);
      return rows as Row[];
    },
    [Symbol.asyncDispose]: () => test.drop(),
  };
}
