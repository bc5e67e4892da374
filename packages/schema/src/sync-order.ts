import { requestSync } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import { rowIdOf } from './global-id.ts';
import { orderRow } from './order-row.ts';
import { loaded } from './plan/load.ts';
import { rowPlace } from './plan/place.ts';
import { memberName, refusalsOf } from './refusal.ts';
import { requires } from './requires.ts';

interface SyncOrderInput {
  readonly channel: string;
  readonly reference: string;
  readonly shop?: string | null | undefined;
}

interface SyncRequested {
  readonly shopId: string;
  readonly reference: string;
}

const REFERENCE = /^[\x21-\x7e]{1,64}$/;

/** The shops that may have the order: those that have it first, and among them all of the channel. */
const shopsStatement = {
  name: 'schema.sync_shops',
  text: `select s.id, exists (select 1 from interline.orders o where o.shop_id = s.id and o.reference = $2) as known
           from interline.shop s
          where s.channel = $1 and ($3::uuid[] is null or s.id = any($3)) and ($4::uuid is null or s.id = $4)
          order by known desc, s.id`,
};

/** Adds the mutation `syncOrder`. */
export function addSyncOrder(builder: InterlineBuilder): void {
  const members = refusalsOf(builder);
  const requested = builder.objectRef<SyncRequested>('SyncRequested').implement({
    description: 'The order will be fetched from the channel as soon as a worker is free; its changes come as events.',
    fields: (t) => ({
      reference: t.exposeString('reference', { description: 'The channel’s id of the order.' }),
      shop: t.field({
        type: 'Shop',
        description: 'For which shop.',
        ...loaded({
          kind: 'rows',
          bind: ({ parent }) => ({ shape: '', values: [(parent as SyncRequested).shopId] }),
          rows: (_parent, site) => {
            const row = rowPlace(site.alias('s'));
            return {
              from: `interline.shop ${row.alias}`,
              place: row,
              where: [`${row.column('id')} = ${site.param(0, 'uuid')}`],
            };
          },
        }),
      }),
      order: t.field({
        type: 'Order',
        nullable: true,
        description: 'The order as the hub knows it so far; null when it does not know it yet.',
        ...loaded({
          kind: 'rows',
          bind: ({ parent }) => ({
            shape: '',
            values: [(parent as SyncRequested).shopId, (parent as SyncRequested).reference],
          }),
          rows: (_parent, site) =>
            orderRow(
              site,
              `(select id from interline.orders where shop_id = ${site.param(0, 'uuid')} and reference = ${site.param(1, 'text')})`,
            ),
        }),
      }),
    }),
  });
  const result = builder.unionType('SyncOrderResult', {
    description: 'What became of a wish to fetch an order.',
    types: [requested, members.invalidInput, members.ambiguousOrder, members.shopNotFound],
    resolveType: memberName,
  });
  const input = builder.inputRef<SyncOrderInput>('SyncOrderInput').implement({
    description: 'Which order to fetch.',
    fields: (t) => ({
      channel: t.string({ required: true, description: 'The channel’s name.' }),
      reference: t.string({ required: true, description: 'The channel’s own id of the order.' }),
      shop: t.id({ description: 'The shop, by the hub’s id; needed only when several shops may have the order.' }),
    }),
  });
  builder.mutationField('syncOrder', (t) =>
    t.field({
      type: result,
      description:
        'Fetches an order from its channel now, whatever the hub knows of it. Reads only, so it needs no idempotency key.',
      args: { input: t.arg({ type: input, required: true, description: 'Which order.' }) },
      ...requires('orders:write'),
      resolve: (_root, args, context) => syncOrder(args.input, context),
    }),
  );
}

async function syncOrder({ channel, reference, shop }: SyncOrderInput, { viewer, hub }: GraphQLContext) {
  if (!REFERENCE.test(reference)) {
    const message = 'must be 1 to 64 printable ASCII characters without spaces, as the channel writes its order ids.';
    return { __typename: 'InvalidInput', message: `reference: ${message}`, fields: [{ path: 'reference', message }] };
  }
  const shopId = shop == null ? null : rowIdOf('input.shop', 'shop', shop);
  const shops = await hub.database.query<{ id: string; known: boolean }>(shopsStatement, [
    channel,
    reference,
    viewer.shopIds,
    shopId,
  ]);
  const known = shops.filter((each) => each.known);
  const candidates = known.length > 0 ? known : shops;
  const [only] = candidates;
  if (only === undefined) {
    return {
      __typename: 'ShopNotFound',
      message: `The token sees no such shop on channel "${channel}". The query "shops" lists what it sees.`,
    };
  }
  if (candidates.length > 1) {
    return {
      __typename: 'AmbiguousOrder',
      message: `${candidates.length} shops may have order ${reference}: name the shop.`,
      shopIds: candidates.map(({ id }) => id),
    };
  }
  await requestSync(hub.database, { shopId: only.id, channel, reference, cause: 'MANUAL', at: hub.clock.now() });
  return { __typename: 'SyncRequested', shopId: only.id, reference };
}
