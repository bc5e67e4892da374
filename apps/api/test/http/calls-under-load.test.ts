import { ENTITIES, issueToken, MIGRATIONS, saveShop } from '@interline/core/hub';
import type { Database } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { readEnvironment } from '../../src/environment.ts';
import { startHub } from '../../src/hub.ts';
import type { RunningHub } from '../../src/hub.ts';
import { callingChannel } from './support/call-channel.ts';
import { send } from './support/test-server.ts';

const POOL_SIZE = 3;

/** A hub as it is started, whose shop of account 42 is called at `/ferry/42`. */
async function startedHub(variables: Record<string, string>): Promise<RunningHub> {
  const { url, drop } = await createTestDatabase({ entities: [...ENTITIES], migrations: MIGRATIONS, poolSize: 1 });
  const shop = { channel: 'ferry', name: 'West Ferry', accountId: '42', accountNick: 'ferry' };
  const environment = readEnvironment({
    DATABASE_URL: url,
    PORT: '0',
    INTERLINE_SECRET_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
    INTERLINE_POOL_SIZE: String(POOL_SIZE),
    INTERLINE_ROLES: 'serve',
    INTERLINE_SHOPS: JSON.stringify([shop]),
    ...variables,
  });
  const channels = [{ adapter: callingChannel('ferry', 'ferry'), options: {} }];
  const hub = await startHub({ environment, channels, logger: pino({ level: 'silent' }) });
  onTestFinished(async () => {
    await hub.stop(3_000);
    await drop();
  });
  return hub;
}

/** Holds every connection of the pool that GraphQL and the workers share. @returns what gives them back */
async function holdAll(database: Database): Promise<() => Promise<void>> {
  const release = Promise.withResolvers<void>();
  const holding = Array.from({ length: POOL_SIZE }, () => {
    const held = Promise.withResolvers<void>();
    const ended = database.transaction(async () => {
      held.resolve();
      await release.promise;
    });
    return { held: held.promise, ended };
  });
  await Promise.all(holding.map(({ held }) => held));
  return async () => {
    release.resolve();
    await Promise.all(holding.map(({ ended }) => ended));
  };
}

test('while every connection of GraphQL and the workers is held, calls are answered', async () => {
  const hub = await startedHub({});
  const release = await holdAll(hub.context.database);
  const ready = send(new URL('/readyz', hub.url).href, {});
  const call = (order: number) =>
    send(new URL(`/ferry/42?${order}`, hub.url).href, { method: 'POST', body: `call ${order}` });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, place) => call(place % 10)));
  expect(answers.map(({ text }) => text.split(' ').slice(0, 3).join(' '))).toEqual(Array(20).fill('West Ferry 1'));
  await release();
  expect((await ready).status).toBe(200);
});

test('how a channel that calls is doing is among the channels, for the shops of the token alone', async () => {
  const token = 'a-token-of-the-operator';
  const hub = await startedHub({ INTERLINE_DEMO_TOKEN: token, NODE_ENV: 'test' });
  const figures = async (bearer = token): Promise<unknown> => {
    const query = `{ channels { sources { kind problem calls { received answered refused unsigned late failed turnedAway
      lastReceivedAt lastAnsweredAt } } } }`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` };
    const { json } = await send(`${hub.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return json.data?.['channels'];
  };
  const silent = { received: 0, answered: 0, refused: 0, unsigned: 0, late: 0, failed: 0, turnedAway: 0 };
  const never = { lastReceivedAt: null, lastAnsweredAt: null };
  const nothing = [{ sources: [{ kind: 'CALL', problem: null, calls: { ...silent, ...never } }] }];
  expect(await figures()).toEqual(nothing);
  const call = (path: string, body = 'call') => send(new URL(path, hub.url).href, { method: 'POST', body });
  await call('/ferry/42?1');
  await call('/ferry/42?2', 'x'.repeat(2_000));
  expect(await figures()).toMatchObject([
    { sources: [{ problem: expect.stringContaining('longer'), calls: { received: 2, answered: 1 } }] },
  ]);
  await call('/ferry/nobody?3');
  expect(await figures()).toMatchObject([
    {
      sources: [
        {
          problem: expect.stringContaining('names no shop'),
          calls: { ...silent, received: 3, answered: 1, turnedAway: 2, lastReceivedAt: expect.any(String) },
        },
      ],
    },
  ]);
  const { id } = await saveShop(hub.context, { channel: 'ferry', name: 'East', accountId: '43', accountNick: 'east' });
  const grant = { name: 'east', scopes: ['orders:read'] as const, shopIds: [id], expiresAt: null };
  const east = await issueToken(hub.context, grant);
  expect(await figures(east.token)).toEqual(nothing);
});
