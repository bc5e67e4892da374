import { can } from '@interline/core/hub';
import type { GraphQLContext } from '@interline/schema';
import { createSchema } from 'graphql-yoga';
import { GraphQLError } from 'graphql';
import type { TestEvent, TestFeed } from './test-feed.ts';

/** What the tests watch of the schema's inside. */
export interface Backstage {
  readonly feed: TestFeed;
  /** How often the fields of an event were resolved. */
  eventExecutions: number;
  /** How many of the next executions of an event fail. */
  eventFailures?: number;
  renames: number;
  /** What `broken` throws. */
  failure: unknown;
  /** What `gate` and `commandState` wait for. */
  gate: Promise<void>;
}

const typeDefs = /* GraphQL */ `
  type Query {
    hello(name: String! = "world"): String!
    whoami: String!
    color(is: Color!): Color!
    orders(first: Int, last: Int): OrderConnection!
    order: Order!
    broken: String
    secret: String
    gate: String!
    large(bytes: Int!): String!
  }
  enum Color {
    RED
    GREEN
  }
  type OrderConnection {
    edges: [OrderEdge!]!
    totalCount: Int!
  }
  type OrderEdge {
    node: Order!
  }
  type Order {
    id: ID!
    title: String!
    items: [Order!]!
    parent: Order!
  }
  type Mutation {
    rename(title: String!): String!
  }
  type Subscription {
    orderEvents(after: String, shop: String): OrderEvent!
    adminEvents: OrderEvent!
    commandState: String!
  }
  type OrderEvent {
    cursor: String!
    text: String!
    seenBy: String!
  }
`;

const ORDER = { id: '9007199254740993', title: '<三日游> "Lisbon"', items: [], parent: () => ORDER };

export function testSchema(backstage: Backstage) {
  const event = {
    subscribe: (_root: unknown, { after, shop }: { after?: string; shop?: string }) =>
      backstage.feed.subscribe(after ?? null, shop ?? null),
    resolve: (source: TestEvent) => {
      backstage.eventExecutions += 1;
      if ((backstage.eventFailures ?? 0) > 0) {
        backstage.eventFailures = (backstage.eventFailures ?? 0) - 1;
        throw new Error('the database is away');
      }
      return source;
    },
  };
  return createSchema<GraphQLContext>({
    typeDefs,
    resolvers: {
      Query: {
        hello: (_root, { name }: { name: string }) => `hello ${name}`,
        whoami: (_root, _args, { viewer }) => viewer.name,
        color: (_root, { is }: { is: string }) => is,
        orders: (_root, { first = 1 }: { first?: number }) => ({
          edges: Array.from({ length: first ?? 1 }, () => ({ node: ORDER })),
          totalCount: 7,
        }),
        order: () => ORDER,
        broken: () => {
          throw backstage.failure;
        },
        secret: (_root, _args, { viewer }) => {
          if (!can(viewer, 'pii:read')) throw new GraphQLError('You may not.', { extensions: { code: 'FORBIDDEN' } });
          return 'clear';
        },
        gate: async () => {
          await backstage.gate;
          return 'open';
        },
        large: (_root, { bytes }: { bytes: number }) => 'x'.repeat(bytes),
      },
      Mutation: {
        rename: (_root, { title }: { title: string }) => {
          backstage.renames += 1;
          return title;
        },
      },
      Subscription: {
        orderEvents: event,
        adminEvents: {
          subscribe: (_root: unknown, _args: unknown, { viewer }: GraphQLContext) => {
            if (!can(viewer, 'admin'))
              throw new GraphQLError('Only for admins.', { extensions: { code: 'FORBIDDEN' } });
            return backstage.feed.subscribe(null, null);
          },
          resolve: (source: TestEvent) => source,
        },
        commandState: {
          subscribe: async function* () {
            yield { state: 'PENDING' };
            await backstage.gate;
            yield { state: 'SUCCEEDED' };
          },
          resolve: (source: { state: string }) => source.state,
        },
      },
      OrderEvent: { seenBy: (_source, _args, { viewer }) => viewer.name },
    },
  });
}
