import type { Dialect } from '../dialect.ts';
import { plain } from '../plain.ts';

const TRAVELLERS = (fields: string): string =>
  `travellers: travellersByItemIdList(condition: { role: "TRAVELLER" }, orderBy: POSITION_ASC) { ${fields} }`;
const LIST = `query List($shop: UUID!, $status: String!, $first: Int!, $after: Cursor) {
  orders: allOrders(
    condition: { shopId: $shop, status: $status }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC], first: $first, after: $after
  ) {
    edges { cursor node {
      rowId reference status createdAt totalAmount currency
      items: itemsByOrderIdList(orderBy: POSITION_ASC) { title status totalAmount ${TRAVELLERS('name')} }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const DETAIL = `query Detail($shop: UUID!, $reference: String!) {
  order: orderByShopIdAndReference(shopId: $shop, reference: $reference) {
    rowId reference status channelStatus totalAmount currency buyerNick createdAt paidAt modifiedAt deadline version
    items: itemsByOrderIdList(orderBy: POSITION_ASC) {
      rowId reference title kind status quantity totalAmount travelStart
      ${TRAVELLERS('name phone documentType documentNumber')}
    }
    timeline: orderEventsByOrderIdList(orderBy: SEQ_ASC, first: 20) { seq type from: fromValue to: toValue occurredAt }
  }
}`;

type Row = Readonly<Record<string, unknown>>;
interface Order extends Row {
  readonly items: readonly Row[];
  readonly timeline?: readonly Row[];
}
interface Orders {
  readonly data: {
    readonly orders: {
      readonly edges: readonly { readonly cursor: string; readonly node: Order }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** PostGraphile's own names for the same selection. */
export const postgraphile: Dialect = {
  list: ({ shop, status, size, after }) => ({
    query: LIST,
    operationName: 'List',
    variables: { shop, status, first: size, ...(after === undefined ? {} : { after }) },
  }),
  detail: ({ shop, reference }) => ({ query: DETAIL, operationName: 'Detail', variables: { shop, reference } }),
  readList(answer) {
    const { edges, pageInfo } = (answer as Orders).data.orders;
    return {
      ...pageInfo,
      startCursor: edges[0]?.cursor ?? null,
      orders: edges.map(({ node }) => plain(asOrder(node))),
    };
  },
  readDetail: (answer) => plain(asOrder((answer as { readonly data: { readonly order: Order } }).data.order)),
};

function asOrder({ items, timeline, ...order }: Order): Row {
  const { currency, ...facts } = renamed('order', order, order['currency']);
  return {
    ...facts,
    items: items.map((item) => renamed('item', item, currency)),
    ...(timeline && {
      timeline: { nodes: timeline.map(({ seq, ...event }) => ({ ...event, id: `event_${String(seq)}` })) },
    }),
  };
}

function renamed(kind: string, { rowId, totalAmount, ...facts }: Row, currency: unknown): Row {
  const id = rowId === undefined ? {} : { id: `${kind}_${String(rowId)}` };
  return { ...facts, ...id, total: { minorUnits: totalAmount, currency } };
}
