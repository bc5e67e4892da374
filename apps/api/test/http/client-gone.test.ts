import { createFlightAdapter } from '@interline/adapter-flight';
import { seededRandom, systemClock } from '@interline/core';
import {
  authoriseShop,
  createSealer,
  ENTITIES,
  generateKey,
  MIGRATIONS,
  parseKeys,
  saveShop,
} from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { createSandbox } from '@interline/sandbox';
import { buildSchema, createLiveFeed } from '@interline/schema';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect } from './support/socket.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const SEARCH = 'alitrip.flight.service.search';
const DAY_MS = 86_400_000;
/** Ends a run that would never end; sooner than the channel's client gives up by itself. */
const LIMIT = { timeout: 10_000 };
const QUERY = {
  query: 'query Search($input: SearchFlightsInput!) { searchFlights(input: $input) { __typename } }',
  variables: {
    input: {
      directions: [{ from: 'BJS', to: 'XMN', date: new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10) }],
      adults: 1,
    },
  },
};

/** A server whose only channel answers a search after ten minutes, and what the channel's client told the log. */
async function slowChannel(): Promise<{
  readonly server: TestServer;
  /** Whether the search has reached the channel. */
  readonly isAsked: () => boolean;
  /** How the calls of the search ended. */
  readonly ended: () => readonly object[];
}> {
  const { database, drop } = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const sandbox = await createSandbox({ seed: 7 });
  const { control, app, gatewayUrl } = sandbox;
  const calls: object[] = [];
  const ignore = (): void => {};
  const logger = {
    debug: (fields: object, message: string) => void (message === 'TOP call' && calls.push(fields)),
    info: ignore,
    warn: ignore,
    error: ignore,
  };
  const services = { clock: systemClock, random: seededRandom(1), logger };
  const adapter = createFlightAdapter();
  const connection = adapter.open(
    adapter.config.parse({ gatewayUrl, messages: 'pull', appKey: app.key, appSecret: app.secret }),
    services,
  );
  const hub: HubContext = {
    ...services,
    database,
    channels: new Map([[adapter.name, { adapter, connection }]]),
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const feed = createLiveFeed(hub);
  onTestFinished(async () => {
    await feed.close();
    await adapter.close?.(connection);
    await sandbox.close();
    await drop();
  });
  const buyer = control.shops().find(({ channel }) => channel === adapter.name);
  if (!buyer?.session) throw new Error('the sandbox has no account that buys flights');
  const { sellerId: accountId, nick } = buyer;
  const { id } = await saveShop(hub, { channel: adapter.name, name: nick, accountId, accountNick: nick });
  await authoriseShop(hub, id, { accessToken: buyer.session, expiresAt: null });
  control.setFaults({ calls: [{ kind: 'late-answer', method: SEARCH, seconds: 600, count: 1 }] });
  const server = await startServer({
    schema: buildSchema({ adapters: [adapter] }),
    context: (viewer, signal) => ({ viewer, hub, feed, signal }),
  });
  return {
    server,
    isAsked: () => control.faults().calls.length === 0,
    ended: () => calls.filter((call) => 'method' in call && call.method === SEARCH),
  };
}

test('a search is given up when the client of the request goes away', async () => {
  const { server, isAsked, ended } = await slowChannel();
  const client = new AbortController();
  const answer = fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(QUERY),
    signal: client.signal,
  });
  await vi.waitUntil(isAsked, LIMIT);
  client.abort();
  await expect(answer).rejects.toThrow(/aborted/);
  await vi.waitUntil(() => ended().length > 0, LIMIT);
  expect(ended()).toHaveLength(1);
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a search is given up when its WebSocket closes', async () => {
  const { server, isAsked, ended } = await slowChannel();
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: QUERY });
  await vi.waitUntil(isAsked, LIMIT);
  raw.socket.terminate();
  await vi.waitUntil(() => ended().length > 0, LIMIT);
  expect(ended()).toHaveLength(1);
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
});
