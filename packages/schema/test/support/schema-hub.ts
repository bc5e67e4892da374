import { type OrderSnapshot, seededRandom, type ShopIdentity, silentLogger } from '@interline/core';
import {
  applySnapshots,
  authoriseShop,
  createSealer,
  ENTITIES,
  generateKey,
  type HubContext,
  MIGRATIONS,
  parseKeys,
  requestQuote,
  saveShop,
  type Scope,
  type Statement,
  submitCommand,
  type Viewer,
  workCommands,
} from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { type ExecutionResult, graphql, type GraphQLSchema, parse, validate } from 'graphql';
import { buildSchema, compileOperation, type GraphQLContext, type LiveFeed } from '../../src/index.ts';
import { cruiseAdapter, plainAdapter } from './cruise-channel.ts';
import type { CruiseDesk } from './cruise-desk.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** A hub with a real database and two channels, to be asked through the schema. */
export interface SchemaHub extends AsyncDisposable {
  readonly hub: HubContext;
  readonly schema: GraphQLSchema;
  readonly clock: ManualClock;
  /** How the cruise channel answers. */
  readonly desk: CruiseDesk;
  /** An authorised shop. */
  shop(accountId: string, channel?: string): Promise<ShopIdentity>;
  store(shop: ShopIdentity, ...snapshots: OrderSnapshot[]): Promise<readonly string[]>;
  /** Has quotes of an order of the cruise channel made, confirmed and replaced. */
  storeQuotes(shop: ShopIdentity, reference: string): Promise<void>;
  context(viewer: Viewer): GraphQLContext;
  /** Through the resolvers. */
  ask(viewer: Viewer, query: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
  askIn(context: GraphQLContext, query: string): Promise<ExecutionResult>;
  /** Through the compiled statement; fails when the query does not compile or falls back. */
  askCompiled(viewer: Viewer, query: string, variables?: Record<string, unknown>): Promise<string>;
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How PostgreSQL runs a statement of the hub: with the plan that it keeps for any values. */
  explain(statement: Statement, values: readonly unknown[]): Promise<unknown>;
}

export async function schemaHub(feedOf: (hub: HubContext) => LiveFeed = () => noFeed): Promise<SchemaHub> {
  const test = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const clock = manualClock();
  const desk: CruiseDesk = { fee: 5_000n, trouble: 'none', received: [] };
  const hub: HubContext = {
    database: test.database,
    channels: new Map([
      ['cruise', { adapter: cruiseAdapter, connection: desk }],
      ['plain', { adapter: plainAdapter, connection: {} }],
    ]),
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const schema = buildSchema({ adapters: [cruiseAdapter, plainAdapter] });
  const feed = feedOf(hub);
  const context = (viewer: Viewer): GraphQLContext => ({ viewer, hub, feed });
  return {
    hub,
    schema,
    clock,
    desk,
    shop: async (accountId, channel = 'cruise') => {
      const shop = await saveShop(hub, { channel, name: `Shop ${accountId}`, accountId, accountNick: accountId });
      await authoriseShop(hub, shop.id, { accessToken: 'session', expiresAt: null });
      return shop;
    },
    store: async (shop, ...snapshots) => {
      const applied = await applySnapshots(
        hub,
        snapshots.map((snapshot) => ({ shop, snapshot, observedAt: clock.now(), cause: 'MESSAGE' as const })),
      );
      return applied.map(({ orderId }) => orderId);
    },
    storeQuotes: async (shop, reference) => {
      const viewer = viewerOf([shop], 'orders:write');
      const price = async (name: string): Promise<string> => {
        const answer = await requestQuote(hub, viewer, { channel: 'cruise', name, input: { reference } });
        if (answer.kind !== 'quoted') {
          throw new Error(`No quote: ${answer.message}`);
        }
        return answer.quoteId;
      };
      const confirm = async (quote: string): Promise<void> => {
        const request = { channel: 'cruise', name: 'confirmRefund', idempotencyKey: quote, input: { quote } };
        await submitCommand(hub, viewer, request);
        await workCommands(hub, { limit: 100 });
      };
      await price('change');
      await confirm(await price('refund'));
      const stale = await price('refund');
      const { fee } = desk;
      desk.fee = null;
      await confirm(stale);
      desk.fee = fee;
    },
    context,
    ask: (viewer, query, variables = {}) =>
      graphql({ schema, source: query, variableValues: variables, contextValue: context(viewer) }),
    askIn: (contextValue, query) => graphql({ schema, source: query, contextValue }),
    askCompiled: async (viewer, query, variables = {}) => {
      const document = parse(query);
      const errors = validate(schema, document);
      const text =
        errors.length > 0 ? null : await compileOperation(schema, document)?.execute(context(viewer), variables);
      if (text === null || text === undefined) {
        throw new Error(`The query was not answered by a compiled statement. ${errors.join(' ')}`);
      }
      return text;
    },
    rows: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await test.database.pool.query(text, [...values]);
      return rows as Row[];
    },
    explain: async ({ text }, values) => {
      const client = await test.database.pool.connect();
      const literals = values.map((value) =>
        client.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value)),
      );
      try {
        await client.query(`prepare explained as ${text}`);
        await client.query(`set plan_cache_mode = force_generic_plan`);
        const execute = `execute explained${literals.length === 0 ? '' : `(${literals.join()})`}`;
        const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`explain (analyze, format json) ${execute}`);
        await client.query('deallocate explained');
        return rows[0]?.['QUERY PLAN'];
      } finally {
        client.release();
      }
    },
    [Symbol.asyncDispose]: async () => {
      await feed.close();
      await test.drop();
    },
  };
}

/** Someone with these scopes who sees these shops; null: all. */
export function viewerOf(shops: readonly ShopIdentity[] | null, ...scopes: readonly Scope[]): Viewer {
  return {
    tokenId: '00000000-0000-7000-8000-000000000001',
    name: 'tester',
    scopes: new Set(scopes.length === 0 ? ['orders:read'] : scopes),
    shopIds: shops?.map(({ id }) => id) ?? null,
    expiresAt: null,
  };
}

const noFeed: LiveFeed = {
  subscribe: () => {
    throw new Error('This test has no feed.');
  },
  close: () => Promise.resolve(),
};
