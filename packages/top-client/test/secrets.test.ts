import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';

import { redactor } from '../src/client/redact.ts';
import type { TopError } from '../src/index.ts';
import { createTestClient, failureOf } from './support/client.ts';
import { startHttpServer } from './support/http-server.ts';
import { Queue } from './support/queue.ts';
import { closed, connect, settled } from './support/tmc-client.ts';
import { startTmcServer } from './support/tmc-server.ts';

const canaries = {
  appSecret: 'canary-app-secret',
  session: 'canary-session-key',
  name: '金丝雀',
  document: 'G99887766',
  order: '1188515074720535309',
};

describe('errors and logs', () => {
  test.each([
    [
      'an error that repeats everything',
      (echo: string) =>
        JSON.stringify({
          error_response: { code: 41, msg: echo, sub_code: `isv.invalid-parameter:${echo}`, sub_msg: echo },
        }),
    ],
    [
      'a business failure that repeats everything',
      (echo: string) => JSON.stringify({ a_b_response: { is_success: false, error_code: echo, error_msg: echo } }),
    ],
    ['truncated JSON', (echo: string) => `{"a_b_response":{"x":"${echo}`],
    ['a foreign root', (echo: string) => JSON.stringify({ [echo]: echo })],
  ])('hold no secret and no parameter: %s', async (_name, answer) => {
    const lines: string[] = [];
    const write = (fields: object, message: string) => void lines.push(JSON.stringify(fields) + message);
    const gateway = await startHttpServer(({ parameters }, response) => {
      const echo = [canaries.appSecret, ...parameters.values()].filter((text) => text !== 'a.b').join(' ');
      response.end(answer(echo));
    });
    const client = createTestClient(gateway.url, {
      appSecret: canaries.appSecret,
      limits: { retries: 0 },
      logger: { debug: write, info: write, warn: write, error: write },
    });
    const parameters = {
      order_id: BigInt(canaries.order),
      traveller: { name: canaries.name, documents: [{ number: canaries.document }] },
    };
    const failure = await failureOf(client.call('a.b', parameters, { kind: 'write', session: canaries.session }));
    const sign = gateway.requests[0]!.parameters.get('sign')!;
    const told = [...lines, textsOf(failure)].join('\n');
    expect(lines).toHaveLength(1);
    for (const canary of [...Object.values(canaries), sign]) expect(told).not.toContain(canary);
  });
});

test('the message channel tells no secret that the server repeats', async () => {
  const told = new Queue<string>();
  const write = (fields: object, message: string) => told.put(JSON.stringify(fields) + message);
  const server = await startTmcServer();
  const { connection, clock } = connect(server.url, {
    appSecret: canaries.appSecret,
    authToken: async () => 'canary-auth-token',
    logger: { debug: write, info: write, warn: write, error: write },
  });
  const refused = await server.connections.take();
  const { sign } = settled(await refused.frames.take());
  const secrets = [canaries.appSecret, 'canary-auth-token', String(sign)];
  refused.send({ type: 'connectAck', flag: 1, statusCode: 25, statusPhrase: secrets.join(' '), values: new Map() });
  const refusal = await told.take();
  expect(refusal).toContain('(25 [redacted] [redacted] [redacted])');
  await clock.pass(500);
  const accepted = await server.accept('tok-canary');
  accepted.send({ type: 'send', token: 'tok-canary', statusPhrase: 'bad tok-canary', values: new Map() });
  await closed(connection, accepted.socket);
  const lines = [refusal];
  while (told.length > 0) lines.push(await told.take());
  expect(lines.join('\n')).toContain('bad [redacted]');
  for (const secret of [...secrets, 'tok-canary']) expect(lines.join('\n')).not.toContain(secret);
});

test('a text that begins with another is removed whole', () => {
  expect(redactor(['G998'], ['G99887766', 'true', '5'])('G99887766 or G998, 5 is true')).toBe(
    '[redacted] or [redacted], 5 is true',
  );
});

function textsOf(failure: TopError): string {
  const inspected = inspect(failure, { depth: Infinity, showHidden: true });
  return [failure.message, failure.stack, JSON.stringify(failure), inspected, String(failure)].join('\n');
}
