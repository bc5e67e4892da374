import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';

import { redactor } from '../src/client/redact.ts';
import type { TopError } from '../src/index.ts';
import { createTestClient, failureOf } from './support/client.ts';
import { startHttpServer } from './support/http-server.ts';

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

test('a text that begins with another is removed whole', () => {
  expect(redactor(['G998'], ['G99887766', 'true', '5'])('G99887766 or G998, 5 is true')).toBe(
    '[redacted] or [redacted], 5 is true',
  );
});

function textsOf(failure: TopError): string {
  const inspected = inspect(failure, { depth: Infinity, showHidden: true });
  return [failure.message, failure.stack, JSON.stringify(failure), inspected, String(failure)].join('\n');
}
