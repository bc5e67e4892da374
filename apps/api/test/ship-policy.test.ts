import { channel, checkConfig } from '../src/config.ts';
import ship from '@interline/adapter-ship';
import { expect, test } from 'vitest';
import { shipMerchants, shipPolicy } from '../src/ship-policy.ts';

const app = { gatewayUrl: 'http://127.0.0.1:9/router/rest', messages: 'pull', appKey: '1', appSecret: 's' } as const;
const secret = `whsec_${Buffer.from('a secret of more than 24 bytes').toString('base64')}`;
const url = 'https://reservations.example/interline';

test.each([
  [{}, { mode: 'decisions', waitMs: 3_000 }],
  [
    { SHIP_MODE: '', SHIP_WAIT_MS: '500' },
    { mode: 'decisions', waitMs: 500 },
  ],
  [{ SHIP_MODE: 'decisions' }, { mode: 'decisions', waitMs: 3_000 }],
  [{ SHIP_MODE: 'automatic' }, { mode: 'automatic' }],
  [
    { SHIP_MODE: 'callback', SHIP_CALLBACK_URL: url, SHIP_CALLBACK_SECRET: secret, SHIP_WAIT_MS: '1000' },
    { mode: 'callback', url, secret, waitMs: 1_000 },
  ],
])('%j is the policy of every ship shop', (variables, policy) => {
  const [checked] = checkConfig({ channels: [channel(ship, { ...app, defaultPolicy: shipPolicy(variables) })] });
  expect(checked?.options).toMatchObject({ defaultPolicy: { ...policy, whenUndecided: 'refuse' } });
});

test.each([
  [{ SHIP_MODE: 'by hand' }, 'SHIP_MODE: must be one of automatic, decisions, callback'],
  [{ SHIP_MODE: 'callback', SHIP_CALLBACK_URL: url }, 'SHIP_MODE=callback needs both'],
  [{ SHIP_CALLBACK_SECRET: secret }, 'they belong to SHIP_MODE=callback'],
  [{ SHIP_WAIT_MS: '1.5' }, 'SHIP_WAIT_MS: must be a whole number'],
])('%j is refused by an error that names the variable and no secret', (variables, message) => {
  expect(() => shipPolicy(variables)).toThrow(message);
  expect(() => shipPolicy(variables)).not.toThrow(secret);
});

test('merchants may have policies of their own, checked as those of the configuration file are', () => {
  const own = { '2200612345678': { mode: 'decisions', surchargePercent: 10 } };
  const configured = (text: string) => {
    const [checked] = checkConfig({
      channels: [channel(ship, { ...app, merchants: shipMerchants({ SHIP_MERCHANTS: text }) })],
    });
    return checked?.options;
  };
  expect(configured(JSON.stringify(own))).toMatchObject({
    merchants: { '2200612345678': { ...own['2200612345678'], waitMs: 3_000, whenUndecided: 'refuse' } },
  });
  expect(configured('')).toMatchObject({ merchants: {} });
  expect(() => configured('{"2200612345678":{"mode":"by hand"}}')).toThrow('merchants.2200612345678.mode');
});

test.each(['{', '[]', 'null', '"automatic"'])(
  'policies of merchants that are no JSON object are refused: %s',
  (text) => {
    expect(() => shipMerchants({ SHIP_MERCHANTS: text })).toThrow('SHIP_MERCHANTS: must be a JSON object');
  },
);
