import type { GraphQLContext } from '@interline/schema';
import { getOperationAST, parse } from 'graphql';
import type { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { createGroups } from '../../src/http/groups.ts';
import type { Subscriber } from '../../src/http/groups.ts';
import { liveForm } from '../../src/http/live-form.ts';
import type { Operation } from '../../src/http/operations.ts';
import { createTestFeed } from './support/test-feed.ts';
import { testSchema } from './support/test-schema.ts';
import type { Backstage } from './support/test-schema.ts';
import { viewerOf } from './support/test-server.ts';

function start() {
  const feed = createTestFeed();
  const backstage: Backstage = { feed, eventExecutions: 0, renames: 0, failure: null, gate: Promise.resolve() };
  const schema = testSchema(backstage);
  const groups = createGroups({
    schema,
    context: (viewer) => ({ viewer }) as GraphQLContext,
    mask: (error) => error as GraphQLError,
    recentEvents: 8,
  });
  const document = parse('subscription ($after: String) { orderEvents(after: $after) { cursor } }');
  const node = getOperationAST(document);
  if (!node) throw new Error('the document has no operation');
  const live = liveForm(schema, document, node);
  const operation = { document, name: undefined, live } as unknown as Operation & { live: typeof live };
  const join = (subscriber: Subscriber, after?: string) =>
    groups.join({
      operation,
      variables: after === undefined ? {} : { after },
      viewer: viewerOf('t'),
      subscriber,
    });
  return { backstage, feed, groups, join };
}

const idle: Subscriber = { next() {}, end() {}, ready: async () => {} };

test('a group ends when the last of its subscribers leaves, also of those who still replay', async () => {
  const { feed, groups, join } = start();
  feed.publish('one');
  const joined = [
    await join(idle),
    await join(idle),
    await join({ ...idle, ready: () => new Promise(() => {}) }, 'c0'),
  ];
  expect(groups.size).toBe(1);
  for (const one of joined) {
    expect(groups.size).toBe(1);
    if ('leave' in one) {
      one.leave();
      one.leave();
    }
  }
  expect(groups.size).toBe(0);
});

test('who has left is sent nothing more, while the others go on', async () => {
  const { feed, join } = start();
  const stayed = Promise.withResolvers<void>();
  await join({ ...idle, next: ({ cursor }) => cursor === 'c2' && stayed.resolve() });
  const seen: unknown[] = [];
  const caught = Promise.withResolvers<void>();
  const joined = await join({
    ...idle,
    next: ({ cursor }) => {
      seen.push(cursor);
      caught.resolve();
    },
  });
  feed.publish('one');
  await caught.promise;
  if ('leave' in joined) joined.leave();
  feed.publish('two');
  await stayed.promise;
  expect(seen).toEqual(['c1']);
});

test('an event that cannot be told for a moment is told at the second try', async () => {
  const { backstage, feed, join } = start();
  const told = Promise.withResolvers<string | null>();
  await join({ ...idle, next: ({ cursor }) => told.resolve(cursor) });
  backstage.eventFailures = 1;
  feed.publish('one');
  expect(await told.promise).toBe('c1');
});

test('an event that cannot be told ends the subscription with the error, and is not passed over', async () => {
  const { backstage, feed, join } = start();
  const seen: (string | null)[] = [];
  const ended = Promise.withResolvers<void>();
  await join({ ...idle, next: ({ cursor }) => void seen.push(cursor), end: () => ended.resolve() });
  backstage.eventFailures = 2;
  feed.publish('one');
  feed.publish('two');
  await ended.promise;
  expect(seen).toEqual([null]);
});
