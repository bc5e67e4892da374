import type { GraphQLContext } from './context.ts';

const insertStatement = {
  name: 'disclosure.insert',
  text: `insert into interline.disclosure (token_id, viewer_name, order_ids, at) values ($1, $2, $3, $4)`,
};

interface Batch {
  readonly orderIds: Set<string>;
  readonly committed: Promise<void>;
}

/** The batch that each operation is still filling. */
const open = new WeakMap<GraphQLContext, Batch>();

/**
 * Records that the viewer is about to be shown personal data of an order in clear. Resolves after
 * the commit. Everything that an operation shows in one step is one row.
 */
export async function disclose(context: GraphQLContext, orderId: string): Promise<void> {
  let batch = open.get(context);
  if (batch === undefined) {
    const orderIds = new Set<string>();
    batch = { orderIds, committed: commit(context, orderIds) };
    open.set(context, batch);
  }
  batch.orderIds.add(orderId);
  await batch.committed;
}

async function commit(context: GraphQLContext, orderIds: ReadonlySet<string>): Promise<void> {
  // Every resolver of the same step has run before this continues.
  await new Promise<void>((resolve) => setImmediate(resolve));
  open.delete(context);
  const { viewer, hub } = context;
  await hub.database.query(insertStatement, [viewer.tokenId, viewer.name, [...orderIds], hub.clock.now()]);
}
