import { verifyInboundCall } from '@interline/top-client/codec';
import { expect, it } from 'vitest';
import { CONTENT_TYPE, SECRET, shipCall, shipReference } from '../src/calls/ship-call.ts';

it.each(['create', 'query'] as const)('a call of the benchmark is signed as the channel signs: %s', (kind) => {
  const { query, body } = shipCall(kind, 7, '1');
  const call = { query: query.slice(1), headers: { 'content-type': CONTENT_TYPE }, body: Buffer.from(body) };
  expect(verifyInboundCall(call, SECRET).valid).toBe(true);
  expect(verifyInboundCall({ ...call, body: Buffer.from(`${body} `) }, SECRET).valid).toBe(false);
  expect(body).toContain(`"${shipReference(7)}"`);
});

it('no two calls are the same, for a call that was answered is not answered again', () => {
  const at = new Date();
  const queries = ['1', '2'].map((attempt) => shipCall('query', 7, attempt, at).query);
  expect(new Set(queries).size).toBe(2);
});
