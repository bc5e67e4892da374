import { defineAdapter, seededRandom, silentLogger, systemClock } from '@interline/core';
import type { AnyAdapter, InboundMessage } from '@interline/core';
import { createSealer, ENTITIES, generateKey, MIGRATIONS, parseKeys, saveShop } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { checkConfig } from '../src/config.ts';
import { startSources } from '../src/sources.ts';

/** What a test pushes into a channel's connection, as the shared queue of the app would. */
type Deliver = (message: InboundMessage) => Promise<void>;

/** A channel with one stream, whose messages name their order and nothing else. */
function smallChannel(name: string, topics: readonly string[]): { adapter: AnyAdapter; connected: Promise<Deliver> } {
  const connected = Promise.withResolvers<Deliver>();
  const adapter = defineAdapter<object, null>({
    name,
    compatibility: '^1.0.0',
    direction: 'SALE',
    config: z.object({}),
    open: () => null,
    sources: [
      {
        kind: 'stream',
        name: 'queue',
        topics,
        start: async ({ deliver }) => {
          connected.resolve(deliver);
          return { stop: async () => {} };
        },
        read: ({ topic, content, accountId }) =>
          topics.includes(topic)
            ? { kind: 'order', accountId: accountId ?? '', reference: content, modifiedAt: null }
            : { kind: 'ignored', reason: `topic ${topic} is not read by ${name}` },
      },
    ],
    fetchOrder: () => Promise.reject(new Error('no order is fetched in these tests')),
    commands: {},
  });
  return { adapter: adapter as AnyAdapter, connected: connected.promise };
}

interface Stored {
  readonly channel: string;
  readonly topic: string;
  readonly state: string;
  readonly duplicates: number;
}

/** Rail and ferry of one app, each with a connection of its own to the app's queue. */
async function railAndFerry() {
  const { database, drop } = await createTestDatabase({ entities: [...ENTITIES], migrations: MIGRATIONS });
  const rail = smallChannel('rail', ['RailChanged']);
  const ferry = smallChannel('ferry', ['FerryChanged']);
  const context: HubContext = {
    database,
    channels: new Map([rail, ferry].map(({ adapter }) => [adapter.name, { adapter, connection: null }])),
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const sources = await startSources(context);
  onTestFinished(async () => {
    await sources.stop(0);
    await drop();
  });
  for (const channel of ['rail', 'ferry'])
    await saveShop(context, { channel, name: channel, accountId: channel, accountNick: channel });
  return {
    sockets: { rail: await rail.connected, ferry: await ferry.connected },
    stored: () =>
      database.query<Stored>({
        name: 'test.stored',
        text: 'select channel, topic, state, duplicates from interline.message order by topic, upstream_id',
      }),
    asked: () =>
      database.query<{ channel: string; reference: string }>({
        name: 'test.asked',
        text: 'select channel, reference from interline.sync_task order by channel, reference',
      }),
  };
}

function message(topic: string, id: number, accountId: string): InboundMessage {
  return { topic, upstreamId: String(id), content: `order-${id}`, accountId, publishedAt: null, via: 'push' };
}

test('whichever connection gets a message, it is stored once, for the channel that lists its topic', async () => {
  const { sockets, stored, asked } = await railAndFerry();
  await sockets.ferry(message('RailChanged', 1, 'rail'));
  await sockets.rail(message('FerryChanged', 2, 'ferry'));
  // The queue gives a message that was not confirmed to another connection.
  await sockets.rail(message('RailChanged', 1, 'rail'));
  expect(await stored()).toEqual([
    { channel: 'ferry', topic: 'FerryChanged', state: 'PENDING', duplicates: 0 },
    { channel: 'rail', topic: 'RailChanged', state: 'PENDING', duplicates: 1 },
  ]);
  expect(await asked()).toEqual([
    { channel: 'ferry', reference: 'order-2' },
    { channel: 'rail', reference: 'order-1' },
  ]);
});

test('a burst over one connection reaches both channels whole', async () => {
  const { sockets, asked } = await railAndFerry();
  const burst = Array.from({ length: 300 }, (_, id) =>
    id % 2 === 0 ? message('RailChanged', id, 'rail') : message('FerryChanged', id, 'ferry'),
  );
  await Promise.all(burst.map((each) => sockets.rail(each)));
  const channels = (await asked()).map(({ channel }) => channel);
  expect(channels.filter((channel) => channel === 'rail')).toHaveLength(150);
  expect(channels.filter((channel) => channel === 'ferry')).toHaveLength(150);
});

test('a topic that no channel lists is kept as ignored, under the channel that received it', async () => {
  const { sockets, stored } = await railAndFerry();
  await sockets.ferry(message('HotelChanged', 3, 'ferry'));
  expect(await stored()).toEqual([{ channel: 'ferry', topic: 'HotelChanged', state: 'IGNORED', duplicates: 0 }]);
});

test('two channels that list the same topic are refused at start, both named', () => {
  const channels = [smallChannel('rail', ['Changed']), smallChannel('ferry', ['FerryChanged', 'Changed'])];
  const config = { channels: channels.map(({ adapter }) => ({ adapter, options: {} })) };
  expect(() => checkConfig(config)).toThrow(/channels "rail" and "ferry" both list the topic "Changed"/);
});
