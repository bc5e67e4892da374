import ship from '@interline/adapter-ship';
import type { AnyAdapter } from '@interline/core';
import { ENTITIES, MIGRATIONS } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { checkConfig } from '../../src/config.ts';
import { readEnvironment } from '../../src/environment.ts';
import { startHub } from '../../src/hub.ts';
import { send } from './support/test-server.ts';

const ACCOUNT = '2200612345678';
const CANARY = 'canary13800000000';

test('a stranger learns neither which shops there are nor anything that he did not know, whatever he sends', async () => {
  const { url, drop } = await createTestDatabase({ entities: [...ENTITIES], migrations: MIGRATIONS, poolSize: 1 });
  onTestFinished(drop);
  const environment = readEnvironment({
    DATABASE_URL: url,
    PORT: '0',
    INTERLINE_SECRET_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
    INTERLINE_POOL_SIZE: '2',
    INTERLINE_ROLES: 'serve',
    INTERLINE_SHOPS: JSON.stringify([{ channel: 'ship', name: 'Ferry', accountId: ACCOUNT, accountNick: 'ferry' }]),
  });
  const options = { gatewayUrl: 'http://127.0.0.1:9/router/rest', appKey: '12345678', appSecret: 'helloworld' };
  const channels = checkConfig({ channels: [{ adapter: ship as AnyAdapter, options }] });
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => void log.push(line) });
  const hub = await startHub({ environment, channels, logger });
  onTestFinished(() => hub.stop(3_000));
  const method = 'qimen.alitrip.ship.order.create';
  const strange: readonly { readonly query: string; readonly body: string; readonly type: string }[] = [
    { query: '', body: '', type: 'text/plain' },
    { query: `method=${method}&sign=${CANARY}`, body: `{"${CANARY}":1}`, type: 'application/json' },
    { query: `method=${method}&sign=${CANARY}&format=xml`, body: `<${CANARY}/>`, type: 'text/xml' },
    { query: `${CANARY}=1&${CANARY}=2&sign=1`, body: CANARY, type: 'application/x-www-form-urlencoded' },
    { query: `sign=1&sign_method=${CANARY}`, body: CANARY, type: `application/json;charset=${CANARY}` },
    { query: 'sign=1', body: CANARY, type: `multipart/form-data; boundary=${CANARY}` },
  ];
  for (const { query, body, type } of strange) {
    const told = await Promise.all(
      [ACCOUNT, 'Ferry', CANARY, '', '%00'].map(async (shop) => {
        const headers = { 'content-type': type, 'top-sign-list': CANARY };
        const answer = await send(new URL(`/qimen/${shop}?${query}`, hub.url).href, { method: 'POST', body, headers });
        return [answer.status, answer.headers.get('content-type'), answer.text];
      }),
    );
    expect(new Set(told.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(JSON.stringify(told)).not.toContain(CANARY);
  }
  expect(log.join('')).toContain('A call was refused');
  expect(log.join('')).not.toContain(CANARY);
});
