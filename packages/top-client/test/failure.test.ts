import { describe, expect, test } from 'vitest';

import { PLATFORM_ERRORS } from '../src/codec/index.ts';
import { booleanResult, businessFailure, UNREADABLE_ANSWER } from '../src/index.ts';
import type { TopErrorKind } from '../src/index.ts';
import { createTestClient, failureOf } from './support/client.ts';
import { startAnswering, startHttpServer } from './support/http-server.ts';

const once = { limits: { retries: 0 } };

/** code, sub_code, kind on a read, kind on a write */
const table: [number, string | undefined, TopErrorKind, TopErrorKind][] = [
  [3, undefined, 'argument', 'argument'],
  [4, undefined, 'throttled', 'throttled'],
  [5, undefined, 'throttled', 'throttled'],
  [6, undefined, 'throttled', 'throttled'],
  [7, 'accesscontrol.limited-by-app-access-count', 'throttled', 'throttled'],
  [7, 'accesscontrol.limited-by-api-access-count', 'throttled', 'throttled'],
  [7, 'accesscontrol.limited-by-app-api-access-count', 'throttled', 'throttled'],
  [7, 'accesscontrol.limited-by-dynamic-access-count', 'throttled', 'throttled'],
  [8, undefined, 'throttled', 'throttled'],
  [9, undefined, 'argument', 'argument'],
  [10, undefined, 'transient', 'transient'],
  [11, 'isv.permission-ip-whitelist-limit', 'permission', 'permission'],
  [12, undefined, 'permission', 'permission'],
  [13, undefined, 'permission', 'permission'],
  [15, undefined, 'transient', 'unknown-outcome'],
  [21, undefined, 'argument', 'argument'],
  [22, undefined, 'argument', 'argument'],
  [23, undefined, 'argument', 'argument'],
  [24, undefined, 'argument', 'argument'],
  [25, undefined, 'argument', 'argument'],
  [26, undefined, 'session', 'session'],
  [27, 'invalid-sessionkey', 'session', 'session'],
  [28, undefined, 'argument', 'argument'],
  [29, undefined, 'argument', 'argument'],
  [30, undefined, 'argument', 'argument'],
  [31, undefined, 'argument', 'argument'],
  [32, undefined, 'argument', 'argument'],
  [33, undefined, 'argument', 'argument'],
  [34, undefined, 'argument', 'argument'],
  [40, 'isv.missing-parameter:order_id', 'argument', 'argument'],
  [41, 'isv.invalid-parameter:order_id', 'argument', 'argument'],
  [42, undefined, 'permission', 'permission'],
  [43, undefined, 'argument', 'argument'],
  [50, undefined, 'transient', 'unknown-outcome'],
  [15, 'isv.missing-parameter:order_id', 'argument', 'argument'],
  [50, 'isv.invalid-parameter', 'argument', 'argument'],
  [15, 'isv.parameters-mismatch:a-and-b', 'argument', 'argument'],
  [15, 'isv.order-not-exist:order_id', 'refused', 'refused'],
  [15, 'isv.invalid-permission', 'permission', 'permission'],
  [520, 'isv.trade-service-error:closed', 'refused', 'refused'],
  [15, 'isv.remote-service-error', 'transient', 'unknown-outcome'],
  [15, 'ORDER_CLOSED', 'refused', 'refused'],
  [15, 'isv.timestamp-limit-error', 'argument', 'argument'],
  [15, 'isv.request-replay-error', 'argument', 'argument'],
  [15, 'isp.trade-service-unavailable', 'transient', 'unknown-outcome'],
  [15, 'isp.remote-service-error', 'transient', 'unknown-outcome'],
  [15, 'isp.remote-service-timeout', 'transient', 'unknown-outcome'],
  [15, 'isp.remote-connection-error', 'transient', 'transient'],
  [15, 'isp.top-remote-connection-timeout', 'transient', 'unknown-outcome'],
  [15, 'isp.top-remote-connection-timeout-tmall', 'transient', 'unknown-outcome'],
  [15, 'isp.top-remote-connection-error', 'transient', 'transient'],
  [15, 'isp.top-remote-service-unavailable', 'transient', 'unknown-outcome'],
  [15, 'isp.unknown-error', 'transient', 'unknown-outcome'],
  [15, 'isp.null-pointer-exception', 'transient', 'unknown-outcome'],
  [15, 'isp.top-parse-error', 'argument', 'unknown-outcome'],
  [15, 'isp.top-mapping-parse-error', 'argument', 'unknown-outcome'],
  [15, 'isp.invalid-parameters', 'argument', 'argument'],
  [530, undefined, 'transient', 'unknown-outcome'],
  [47, undefined, 'refused', 'refused'],
];

describe('a platform error', () => {
  test.each(table)('code %i %s is %s on a read and %s on a write', async (code, subCode, read, write) => {
    const error = { code, msg: 'Message', sub_code: subCode, request_id: 'r-1' };
    const gateway = await startAnswering({ error_response: error });
    const client = createTestClient(gateway.url, once);
    const expected = { name: 'TopError', method: 'a.b', code, subCode, requestId: 'r-1' };
    expect(await failureOf(client.call('a.b', {}, { kind: 'write' }))).toMatchObject({ ...expected, kind: write });
    // A read on another method, because a ban holds for the first.
    const failure = await failureOf(client.call('a.c', {}, { kind: 'read' }));
    expect(failure.kind).toBe(read);
  });

  test('every platform code is in the table', () => {
    const covered = new Set(table.map(([code]) => String(code)));
    expect(Object.keys(PLATFORM_ERRORS).filter((code) => !covered.has(code))).toEqual([]);
  });

  test('keeps its wrapper under simplify and may hold its code as text', async () => {
    const gateway = await startAnswering({ error_response: { code: '26', msg: 'Missing session' } });
    const client = createTestClient(gateway.url);
    expect(await failureOf(client.call('a.b', {}, { kind: 'read', simplify: true }))).toMatchObject({
      kind: 'session',
      code: 26,
      message: 'a.b: the platform answered code 26 (Missing session). The seller must authorise the app again.',
    });
  });

  test.each([
    [
      '{"error_response":{"code":26,"msg":"Missing session","sub_msg":"传入http参数中必需包含session字段","request_id":"15rmr1v6v30w1"}}',
      { kind: 'session', code: 26, subMessage: '传入http参数中必需包含session字段', requestId: '15rmr1v6v30w1' },
    ],
    [
      '{"error_response":{"code":11,"msg":"Insufficient isv permissions","sub_code":"isv.permission-ip-whitelist-limit","sub_msg":"The appkey 12345678 is only allowed to call from its ip white list, but the source ip 192.168.1.0 is not included","request_id":"16mrtlto4sk4m"}}',
      { kind: 'permission', code: 11, subCode: 'isv.permission-ip-whitelist-limit', requestId: '16mrtlto4sk4m' },
    ],
  ])('is read from the samples of the flight API FAQ', async (sample, expected) => {
    const gateway = await startAnswering(sample);
    expect(await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'read' }))).toMatchObject(expected);
  });

  test.each([
    [11, 'isv.permission-ip-whitelist-limit', /public address to the IP white list/],
    [25, undefined, /Check the app secret/],
    [31, undefined, /clock/],
  ])('code %i says what to do', async (code, sub_code, remedy) => {
    const gateway = await startAnswering({ error_response: { code, msg: 'm', sub_code } });
    const failure = await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'read' }));
    expect(failure.message).toMatch(remedy);
  });
});

describe('a refusal inside a success', () => {
  test.each([
    ['flights', { is_success: false, error_code_info: 'E1', error_msg: 'sold out' }, 'E1', 'sold out'],
    ['ships', { ret_success: 'false', ret_code: 'E2', ret_msg: 'too late' }, 'E2', 'too late'],
    ['vacations', { result: { is_success: false, error_code: 'E3', error_msg: 'closed' } }, 'E3', 'closed'],
    ['others', { success: false, result_msg: 'no' }, undefined, 'no'],
  ])('is a refusal: %s', async (_name, content, subCode, subMessage) => {
    const gateway = await startAnswering({ a_b_response: { ...content, request_id: 'r-1' } });
    const failure = await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({ kind: 'refused', subCode, subMessage, requestId: 'r-1' });
  });

  test('needs a reason: a bare false is an answer', () => {
    expect(businessFailure({ is_success: false })).toBeUndefined();
    expect(businessFailure({ is_success: true, error_msg: '' })).toBeUndefined();
    expect([booleanResult('true'), booleanResult(false), booleanResult(undefined)]).toEqual([true, false, undefined]);
  });
});

describe('an answer that is none', () => {
  test.each([
    ['truncated JSON', '{"a_b_response":{"first_result":', 'not a complete JSON object'],
    ['nothing', '', 'not a complete JSON object'],
    ['HTML', '<html>', 'not a complete JSON object'],
    ['another root', '{"c_response":{}}', 'has no a_b_response'],
    ['nesting without end', `{"a_b_response":{"x":${'{"a":['.repeat(300)}${']}'.repeat(300)}}}`, 'nested too deep'],
  ])('%s leaves the outcome of a write unknown', async (_name, text, reason) => {
    const gateway = await startAnswering(text);
    const client = createTestClient(gateway.url, once);
    const failure = await failureOf(client.call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({ kind: 'unknown-outcome', subCode: UNREADABLE_ANSWER });
    expect(failure.message).toContain(reason);
    expect(await failureOf(client.call('a.b', {}, { kind: 'read' }))).toMatchObject({
      kind: 'transient',
      subCode: UNREADABLE_ANSWER,
    });
    expect(gateway.requests).toHaveLength(2);
  });

  test.each([
    [500, 'transient', 'unknown-outcome'],
    [502, 'transient', 'unknown-outcome'],
    [404, 'argument', 'argument'],
    [302, 'argument', 'argument'],
    [429, 'throttled', 'throttled'],
  ])('HTTP %i', async (status, read, write) => {
    const gateway = await startHttpServer((_request, response) => response.writeHead(status).end('oops'));
    const client = createTestClient(gateway.url, once);
    expect(await failureOf(client.call('a.b', {}, { kind: 'read' }))).toMatchObject({ kind: read });
    expect(await failureOf(client.call('a.b', {}, { kind: 'write' }))).toMatchObject({ kind: write });
  });
});
