import { describe, expect, it, test } from 'vitest';

import { signInboundCall, verifyInboundCall } from '../src/codec/index.ts';
import type { SignedCall } from '../src/codec/index.ts';

const SECRET = 'helloworld';
/** Spec vector: made by the rule of the official helper with another program. */
const SIGN = '6567A272FAE5FBE78F7287FD4688FC4C';
const PARAMETERS = {
  method: 'qimen.alitrip.ship.order.query',
  app_key: '12345678',
  timestamp: '2019-12-20 00:00:00',
  format: 'json',
  v: '2.0',
  sign_method: 'md5',
};
const BODY = '{"agentOrderId":"1"}';

describe('the sign of a call from the platform', () => {
  it('is that of the vector, whatever the order and the letters of the sign', () => {
    expect(signInboundCall(call(PARAMETERS), SECRET)).toBe(SIGN);
    const backwards = Object.fromEntries(Object.entries(PARAMETERS).toReversed());
    for (const signed of [
      call({ ...PARAMETERS, sign: SIGN }),
      call({ sign: SIGN.toLowerCase(), ...backwards }),
      { ...call({ ...PARAMETERS, sign: SIGN }), headers: {} },
    ]) {
      expect(verifyInboundCall(signed, SECRET)).toMatchObject({ valid: true, sign: SIGN, text: BODY });
    }
  });

  it('covers the body byte for byte', () => {
    const spaced = call({ ...PARAMETERS, sign: SIGN }, '{"agentOrderId": "1"}');
    expect(verifyInboundCall(spaced, SECRET)).toMatchObject({ valid: false, problem: 'WRONG' });
  });

  it('covers every parameter, an empty one too', () => {
    const changed = call({ ...PARAMETERS, v: '2.1', sign: SIGN });
    const added = call({ ...PARAMETERS, empty: '', sign: SIGN });
    expect(verifyInboundCall(changed, SECRET)).toMatchObject({ problem: 'WRONG' });
    expect(verifyInboundCall(added, SECRET)).toMatchObject({ problem: 'WRONG' });
    const signed = call({
      ...PARAMETERS,
      empty: '',
      sign: signInboundCall(call({ ...PARAMETERS, empty: '' }), SECRET),
    });
    expect(verifyInboundCall(signed, SECRET)).toMatchObject({ valid: true });
  });

  it('covers the headers that the list names, decoded, and an absent one as empty', () => {
    const headers = {
      'content-type': 'application/json',
      'top-sign-list': 'X-Trace, x-absent',
      'x-trace': 'a%20b%26c',
    };
    const sign = signInboundCall({ ...call(PARAMETERS), headers }, SECRET);
    const signed = { ...call({ ...PARAMETERS, sign }), headers };
    expect(verifyInboundCall(signed, SECRET)).toMatchObject({ valid: true });
    const asParameters = { ...PARAMETERS, 'X-Trace': 'a b&c', 'x-absent': '' };
    expect(signInboundCall(call(asParameters), SECRET)).toBe(sign);
    const changed = { ...signed, headers: { ...headers, 'x-trace': 'other' } };
    expect(verifyInboundCall(changed, SECRET)).toMatchObject({ problem: 'WRONG' });
  });

  it('covers the fields of a form instead of its bytes', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    const form = { ...call(PARAMETERS, 'b=%E7%A5%A8+1&a=2'), headers };
    const sign = signInboundCall(form, SECRET);
    expect(sign).toBe(signInboundCall(call({ ...PARAMETERS, a: '2', b: '票 1' }, ''), SECRET));
    const check = verifyInboundCall({ ...form, query: query({ ...PARAMETERS, sign }) }, SECRET);
    expect(check).toMatchObject({ valid: true, text: '' });
    if (!check.valid) throw new Error(check.message);
    expect(check.parameters.get('b')).toBe('票 1');
    expect([...(check.form?.keys() ?? [])]).toEqual(['b', 'a']);
  });

  it('reads a body in the charset that it names', () => {
    const headers = { 'content-type': 'application/json;charset=GBK' };
    const gbk = { ...call(PARAMETERS), headers, body: Uint8Array.of(0x22, 0xc6, 0xb1, 0x22) };
    const sign = signInboundCall(gbk, SECRET);
    const check = verifyInboundCall({ ...gbk, query: query({ ...PARAMETERS, sign }) }, SECRET);
    expect(check).toMatchObject({ valid: true, text: '"票"' });
  });

  test.each(['md5', 'hmac', 'hmac-sha256'])('is made and checked with %s', (method) => {
    const parameters = { ...PARAMETERS, sign_method: method };
    const sign = signInboundCall(call(parameters), SECRET);
    expect(verifyInboundCall(call({ ...parameters, sign }), SECRET)).toMatchObject({ valid: true });
    expect(verifyInboundCall(call({ ...parameters, sign }), 'other')).toMatchObject({ valid: false, problem: 'WRONG' });
  });

  test.each<[string, SignedCall, string]>([
    ['has no sign', call(PARAMETERS), 'MISSING'],
    ['has an empty sign', call({ ...PARAMETERS, sign: '' }), 'MISSING'],
    ['has a short sign', call({ ...PARAMETERS, sign: 'A' }), 'WRONG'],
    ['names an unknown method of signing', call({ ...PARAMETERS, sign_method: 'none', sign: SIGN }), 'WRONG'],
    [
      'names a property of every object as its method',
      call({ ...PARAMETERS, sign_method: 'toString', sign: SIGN }),
      'WRONG',
    ],
    ['says a parameter twice', { ...call({}), query: `${query({ ...PARAMETERS, sign: SIGN })}&v=2.0` }, 'UNREADABLE'],
    [
      'is an upload',
      { ...call({ sign: SIGN }), headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      'UNREADABLE',
    ],
    [
      'is in no known charset',
      { ...call({ sign: SIGN }), headers: { 'content-type': 'text/plain; charset=x-no' } },
      'UNREADABLE',
    ],
    ['is not what its charset says', { ...call({ sign: SIGN }), body: Uint8Array.of(0xff) }, 'UNREADABLE'],
  ])('is refused when the call %s', (_case, refused, problem) => {
    expect(verifyInboundCall(refused, SECRET)).toMatchObject({ valid: false, problem });
  });
});

function call(parameters: Record<string, string>, body = BODY): SignedCall {
  return { query: query(parameters), headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
}

function query(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}
