import type { Dialect } from '../dialect.ts';
import { interline } from './interline.ts';

const LIST = `query List($shop: ID!, $status: String!, $first: Int!, $after: String) {
  orders(shop: $shop, status: $status, first: $first, after: $after) {
    edges { cursor node {
      id reference status createdAt total { minorUnits currency }
      items { title status total { minorUnits currency } travellers { name } }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const DETAIL = `query Detail($shop: ID!, $reference: String!) {
  order(shop: $shop, reference: $reference) {
    id reference status channelStatus total { minorUnits currency } buyerNick createdAt paidAt modifiedAt deadline version
    items {
      id reference title kind status quantity total { minorUnits currency } travelStart
      travellers { name phone documentType documentNumber }
    }
    timeline { nodes { id type from to occurredAt } }
  }
}`;

/** The hub's selection in the schema of the Mercurius server; answers read alike. */
export const mercurius: Dialect = {
  ...interline,
  list: ({ shop, status, size, after }) => ({
    query: LIST,
    operationName: 'List',
    variables: { shop, status, first: size, ...(after === undefined ? {} : { after }) },
  }),
  detail: ({ shop, reference }) => ({ query: DETAIL, operationName: 'Detail', variables: { shop, reference } }),
};
