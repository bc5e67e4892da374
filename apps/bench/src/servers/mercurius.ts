// A process: Mercurius with compiled operations, batching loaders and prepared statements, on the hub's tables.
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { openPool, serverPort } from './environment.ts';

type Row = Readonly<Record<string, unknown>>;
type Batch = readonly { readonly obj: Row }[];

const ORDER_COLUMNS = `id as key, 'order_' || id as id, reference, status, channel_status as "channelStatus", currency,
  total_amount as "totalAmount", buyer_nick as "buyerNick", created_at as "createdAt", paid_at as "paidAt",
  modified_at as "modifiedAt", deadline, version`;

const LIST = {
  name: 'list',
  text: `select ${ORDER_COLUMNS} from interline.orders
          where shop_id = $1 and status = $2 and (created_at, id) < ($3, $4)
          order by created_at desc, id desc limit $5`,
};
const ORDER = {
  name: 'order',
  text: `select ${ORDER_COLUMNS} from interline.orders where shop_id = $1 and reference = $2`,
};
const ITEMS = {
  name: 'items',
  text: `select i.order_id as parent, i.id as key, 'item_' || i.id as id, i.reference, i.title, i.kind, i.status, i.quantity,
                i.total_amount as "totalAmount", o.currency, i.travel_start as "travelStart"
           from interline.item i join interline.orders o on o.id = i.order_id
          where i.order_id = any($1) order by i.order_id, i.position`,
};
const TRAVELLERS = {
  name: 'travellers',
  text: `select item_id as parent, name, phone, document_type as "documentType", document_number as "documentNumber"
           from interline.traveller where item_id = any($1) and role = 'TRAVELLER' order by item_id, position`,
};
const EVENTS = {
  name: 'events',
  text: `select order_id as parent, 'event_' || seq as id, type, from_value as "from", to_value as "to", occurred_at as "occurredAt"
           from interline.order_event where order_id = any($1) order by order_id, seq`,
};

const SCHEMA = `
  type Query { orders(shop: ID!, status: String!, first: Int!, after: String): OrderConnection!  order(shop: ID!, reference: String!): Order }
  type OrderConnection { edges: [OrderEdge!]!  pageInfo: PageInfo! }
  type OrderEdge { cursor: String!  node: Order! }
  type PageInfo { hasNextPage: Boolean!  endCursor: String }
  type Money { minorUnits: String!  currency: String! }
  type Order {
    id: ID!  reference: String!  status: String!  channelStatus: String!  total: Money!  buyerNick: String
    createdAt: String!  paidAt: String  modifiedAt: String!  deadline: String  version: Int!
    items: [Item!]!  timeline: Timeline!
  }
  type Item {
    id: ID!  reference: String!  title: String!  kind: String!  status: String!  quantity: Int!  total: Money!
    travelStart: String  travellers: [Traveller!]!
  }
  type Traveller { name: String  phone: String  documentType: String  documentNumber: String }
  type Timeline { nodes: [Event!]! }
  type Event { id: ID!  type: String!  from: String  to: String  occurredAt: String! }`;

const pool = openPool();

async function rows(statement: { readonly name: string; readonly text: string }, values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ ...statement, values })).rows;
}

async function children(statement: { readonly name: string; readonly text: string }, batch: Batch): Promise<Row[][]> {
  const keys = batch.map(({ obj }) => obj['key']);
  const byParent = Map.groupBy(await rows(statement, [keys]), (row) => row['parent']);
  return keys.map((key) => byParent.get(key) ?? []);
}

const total = (row: Row): object => ({ minorUnits: row['totalAmount'], currency: row['currency'] });

async function list(
  _: unknown,
  { shop, status, first, after }: Readonly<Record<string, string | number>>,
): Promise<object> {
  const [placed = 'infinity', id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'] =
    after === undefined ? [] : String(after).split(' ');
  const found = await rows(LIST, [shop, status, placed, id, Number(first) + 1]);
  const edges = found.slice(0, Number(first)).map((node) => ({ cursor: `${node['createdAt']} ${node['key']}`, node }));
  return { edges, pageInfo: { hasNextPage: found.length > Number(first), endCursor: edges.at(-1)?.cursor ?? null } };
}

async function detail(_: unknown, { shop, reference }: Readonly<Record<string, string>>): Promise<Row | null> {
  return (await rows(ORDER, [shop, reference]))[0] ?? null;
}

const app = fastify({ logger: false });
await app.register(mercurius, {
  schema: SCHEMA,
  jit: 1,
  graphiql: false,
  resolvers: {
    Query: { orders: list, order: detail },
    Order: { total },
    Item: { total },
  },
  loaders: {
    Order: {
      items: { loader: (batch: Batch) => children(ITEMS, batch), opts: { cache: false } },
      timeline: {
        loader: async (batch: Batch) => (await children(EVENTS, batch)).map((nodes) => ({ nodes })),
        opts: { cache: false },
      },
    },
    Item: { travellers: { loader: (batch: Batch) => children(TRAVELLERS, batch), opts: { cache: false } } },
  },
});
await app.listen({ port: serverPort(), host: '127.0.0.1' });
console.log('ready');
