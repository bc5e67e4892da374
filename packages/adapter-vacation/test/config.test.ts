import { expect, it, test } from 'vitest';

import { VacationConfig } from '../src/config.ts';

const COMPLETE = {
  gatewayUrl: 'https://eco.taobao.com/router/rest',
  messageUrl: 'ws://mc.api.taobao.com/',
  appKey: '12345678',
  appSecret: 'helloworld',
};

it('needs four values, and has a default for the rest', () => {
  expect(VacationConfig.parse(COMPLETE)).toEqual({
    ...COMPLETE,
    signMethod: 'hmac-sha256',
    group: 'default',
    messages: 'push',
    timeoutMs: 15_000,
  });
});

test.each<[string, object, string]>([
  ['no gateway', { gatewayUrl: undefined }, 'gatewayUrl'],
  ['a gateway that is no address', { gatewayUrl: 'eco.taobao.com' }, 'gatewayUrl'],
  ['a gateway of another scheme', { gatewayUrl: 'ftp://eco.taobao.com' }, 'gatewayUrl'],
  ['a message channel over HTTP', { messageUrl: 'http://mc.api.taobao.com' }, 'messageUrl'],
  ['pushed messages from nowhere', { messageUrl: undefined }, 'messageUrl'],
  ['no app key', { appKey: '' }, 'appKey'],
  ['a sign method that does not exist', { signMethod: 'sha1' }, 'signMethod'],
  ['a time-out longer than an effect may take to show', { timeoutMs: 60_001 }, 'timeoutMs'],
])('%s is refused, naming the key', (_name, change, key) => {
  const { error } = VacationConfig.safeParse({ ...COMPLETE, ...change });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([key]);
});

it('refuses a key that does not exist', () => {
  const { error } = VacationConfig.safeParse({ ...COMPLETE, apSecret: 'x' });
  expect(error?.issues[0]?.message).toContain('apSecret');
});

it('needs no message address when messages are pulled', () => {
  expect(VacationConfig.safeParse({ ...COMPLETE, messages: 'pull', messageUrl: undefined }).success).toBe(true);
});
