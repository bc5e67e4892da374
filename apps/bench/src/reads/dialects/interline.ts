import type { Dialect } from '../dialect.ts';
import { plain } from '../plain.ts';

const ORDERS = `{
  edges { cursor node {
    id reference status createdAt total { minorUnits currency }
    items { title status total { minorUnits currency } travellers { name } }
  } }
  pageInfo { hasNextPage endCursor }
}`;
const FORWARD = `query List($shop: ID!, $status: OrderStatus!, $first: Int!, $after: String) {
  orders(filter: { shop: $shop, status: [$status] }, first: $first, after: $after) ${ORDERS}
}`;
const BACKWARD = `query List($shop: ID!, $status: OrderStatus!, $last: Int!) {
  orders(filter: { shop: $shop, status: [$status] }, last: $last) ${ORDERS}
}`;
const DETAIL = `query Detail($shop: ID!, $reference: String!) {
  order(channel: "vacation", shop: $shop, reference: $reference) {
    id reference status channelStatus total { minorUnits currency } buyerNick createdAt paidAt modifiedAt deadline version
    items {
      id reference title kind status quantity total { minorUnits currency } travelStart
      travellers { name phone documentType documentNumber }
    }
    timeline(first: 20) { nodes { id type from to occurredAt } }
  }
}`;

interface Orders {
  readonly data: {
    readonly orders: {
      readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** The hub's own schema; LIMIT is asked and answers alike. */
export const interline: Dialect = {
  list: ({ shop, status, size, after, backward = false }) => ({
    query: backward ? BACKWARD : FORWARD,
    operationName: 'List',
    variables: {
      shop: `shop_${shop}`,
      status,
      ...(backward ? { last: size } : { first: size }),
      ...(after === undefined ? {} : { after }),
    },
  }),
  detail: ({ shop, reference }) => ({
    query: DETAIL,
    operationName: 'Detail',
    variables: { shop: `shop_${shop}`, reference },
  }),
  readList(answer) {
    const { edges, pageInfo } = (answer as Orders).data.orders;
    return { ...pageInfo, startCursor: edges[0]?.cursor ?? null, orders: edges.map(({ node }) => plain(node)) };
  },
  readDetail: (answer) => plain((answer as { readonly data: { readonly order: unknown } }).data.order),
};
