import type { InboundCall } from '@interline/core';
import { formatTopTime } from '@interline/top-client/codec';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { openQimenHub, read } from './qimen-hub.ts';
import type { CallChanges, QimenHub } from './qimen-hub.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';

let ship: QimenHub;
beforeAll(async () => {
  ship = await openQimenHub({ defaultPolicy: { mode: 'automatic', surchargePercent: 10 } });
});
afterAll(() => ship.close());

describe('a stranger', () => {
  const unsigned = ({ query, ...call }: InboundCall): InboundCall => {
    const parameters = new URLSearchParams(query);
    parameters.delete('sign');
    return { ...call, query: parameters.toString() };
  };

  test.each<[string, CallChanges, string]>([
    ['does not sign', { tamper: unsigned }, 'sign-check-failure'],
    ['signs with another secret', { secret: 'other' }, 'sign-check-failure'],
    ['changes the body', { tamper: (call) => ({ ...call, body: Buffer.from('{}') }) }, 'sign-check-failure'],
    ['changes a parameter', { tamper: (call) => ({ ...call, query: `${call.query}&x=1` }) }, 'sign-check-failure'],
    ['says a parameter twice', { tamper: (call) => ({ ...call, query: `${call.query}&v=1` }) }, 'CALL_UNREADABLE'],
  ])('who %s is refused, and nothing is kept', async (_who, changes, code) => {
    const answer = await ship.call(METHOD.create, { ...CREATE, alitrip_order_id: 'stranger' }, changes);
    expect(answer).toEqual({ success: false, ret_code: code, ret_desc: expect.any(String) });
    expect(await ship.dossiers.read('stranger')).toEqual([]);
  });

  it.each([-601, 601])('who calls %i seconds off is refused', async (seconds) => {
    const timestamp = formatTopTime(new Date(ship.hub.clock.now().getTime() + seconds * 1_000));
    const answer = await ship.call(METHOD.query, about('1'), { parameters: { timestamp } });
    expect(answer).toMatchObject({ success: false, ret_code: 'TIMESTAMP_OUT_OF_WINDOW' });
  });

  it.each(['', 'yesterday', '2026-13-01 00:00:00'])('whose time is "%s" is refused', async (timestamp) => {
    const answer = await ship.call(METHOD.query, about('1'), { parameters: { timestamp } });
    expect(answer).toMatchObject({ success: false, ret_code: 'TIMESTAMP_OUT_OF_WINDOW' });
  });

  it('who plays a recorded call again is refused, until it is too old anyway', async () => {
    const call = ship.sign(METHOD.create, { ...CREATE, alitrip_order_id: 'recorded' });
    expect(read(await ship.deliver(call))).toMatchObject({ success: true });
    const lower = { ...call, query: call.query.replace(/sign=(\w+)$/, (sign) => sign.toLowerCase()) };
    for (const again of [call, lower]) {
      expect(read(await ship.deliver(again))).toMatchObject({ success: false, ret_code: 'CALL_REPLAYED' });
    }
    ship.hub.clock.advance(599_000);
    const late = { ...call, receivedAt: ship.hub.clock.now() };
    expect(read(await ship.deliver(late))).toMatchObject({ ret_code: 'CALL_REPLAYED' });
    ship.hub.clock.advance(2_000);
    const later = { ...call, receivedAt: ship.hub.clock.now() };
    expect(read(await ship.deliver(later))).toMatchObject({ ret_code: 'TIMESTAMP_OUT_OF_WINDOW' });
  });

  it('who calls a shop that is not there is refused', async () => {
    const answer = await ship.call(METHOD.create, CREATE, { shop: 'nobody' });
    expect(answer).toMatchObject({ success: false, ret_code: 'SHOP_UNKNOWN' });
  });
});

describe('a call', () => {
  it('of an unknown method is refused', async () => {
    const answer = await ship.call('qimen.alitrip.ship.order.cancel', CREATE);
    expect(answer).toMatchObject({ success: false, ret_code: 'METHOD_UNKNOWN' });
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['broken XML', '<request>'],
    ['XML that defines entities', '<!DOCTYPE r [<!ENTITY a "b">]><request><a>&a;</a></request>'],
    ['nested without end', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`],
    ['nested deeper than a stack', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('whose body is %s is refused', async (_what, body) => {
    const answer = await ship.call(METHOD.create, {}, { body });
    expect(answer).toMatchObject({ success: false, ret_code: 'CALL_UNREADABLE' });
  });
});

describe('order.create', () => {
  const [first, second] = PEOPLE;
  const withPerson = (changes: object): object => ({ ...CREATE, passenger_list: [{ ...first, ...changes }, second] });

  test.each<[string, object, string, string]>([
    ['without its id', { ...CREATE, alitrip_order_id: undefined }, 'PARAMETER_INVALID', 'alitrip_order_id'],
    ['with an id that is none', { ...CREATE, alitrip_order_id: "1' or 1" }, 'PARAMETER_INVALID', 'alitrip_order_id'],
    ['with an empty product', { ...CREATE, goods_id: ' ' }, 'PARAMETER_INVALID', 'goods_id must not be empty'],
    [
      'with a negative amount',
      { ...CREATE, order_amount: -18_000 },
      'PARAMETER_INVALID',
      'order_amount must be whole fen',
    ],
    [
      'with a fraction of a fen',
      { ...CREATE, order_amount: 18_000.5 },
      'PARAMETER_INVALID',
      'order_amount must be whole fen',
    ],
    ['with an amount beyond counting', { ...CREATE, order_amount: 1e21 }, 'PARAMETER_INVALID', 'order_amount'],
    ['with a negative price', withPerson({ ticket_price: -1 }), 'PARAMETER_INVALID', 'passenger_list[0].ticket_price'],
    [
      'with a price of letters',
      withPerson({ ticket_price: '12x' }),
      'PARAMETER_INVALID',
      'passenger_list[0].ticket_price',
    ],
    ['with no count', { ...CREATE, ticket_count: 0 }, 'PARAMETER_INVALID', 'ticket_count must be a whole number'],
    [
      'with a day that is not',
      { ...CREATE, from_date: '2026-02-30' },
      'PARAMETER_INVALID',
      'is no time of the calendar',
    ],
    [
      'with a day of another form',
      { ...CREATE, from_date: '24.12.2026' },
      'PARAMETER_INVALID',
      'from_date must be a day',
    ],
    [
      'with a passenger without a name',
      withPerson({ passenger_name: '' }),
      'PARAMETER_INVALID',
      'passenger_list[0].passenger_name',
    ],
    [
      'with one passenger twice',
      withPerson({ passenger_id: second.passenger_id }),
      'PARAMETER_INVALID',
      'passenger_id twice',
    ],
    [
      'with passengers that are no list',
      { ...CREATE, passenger_list: 'x' },
      'PARAMETER_INVALID',
      'passenger_list must be a list',
    ],
    [
      'with a name that no database keeps',
      withPerson({ passenger_name: 'a\0' }),
      'PARAMETER_INVALID',
      'cannot be kept',
    ],
    ['with a total that does not add up', { ...CREATE, order_amount: 18_001 }, 'AMOUNT_MISMATCH', 'adds up to 18000'],
    ['with a count that does not fit', { ...CREATE, ticket_count: 3 }, 'AMOUNT_MISMATCH', 'ticket_count is 3 for 2'],
  ])('%s is refused with the name of the field', async (_what, content, code, text) => {
    const before = await ship.dossiers.read(ORDER);
    const answer = await ship.call(METHOD.create, content);
    expect(answer).toMatchObject({ success: false, ret_code: code, ret_desc: expect.stringContaining(text) });
    for (const personal of PERSONAL) expect(JSON.stringify(answer)).not.toContain(personal);
    expect(await ship.dossiers.read(ORDER)).toEqual(before);
  });

  it('with other content is refused, told in the log and in the order, and changes nothing', async () => {
    const create = { ...CREATE, alitrip_order_id: 'contradicted' };
    const answer = await ship.call(METHOD.create, create);
    for (let again = 0; again < 2; again += 1) {
      expect(await ship.call(METHOD.create, { ...create, goods_id: 'G9' })).toMatchObject({
        success: false,
        ret_code: 'CONTENT_CHANGED',
      });
    }
    expect(await ship.order('contradicted')).toMatchObject({
      status: 'AWAITING_CONFIRMATION',
      anomalies: [{ code: 'UNEXPECTED_TRANSITION', value: 'goodsId' }],
    });
    const errors = ship.hub.logs.lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ fields }) => fields)).toMatchObject([
      { reference: 'contradicted', differs: ['goodsId'] },
      { reference: 'contradicted', differs: ['goodsId'] },
    ]);
    expect(await ship.call(METHOD.create, create)).toEqual(answer);
  });

  it('with fields and words that nobody knows is taken, and they are told', async () => {
    const content = { ...withPerson({ passenger_type: '7', nick: '小张' }), alitrip_order_id: 'unknown', deck: '2' };
    expect(await ship.call(METHOD.create, content)).toMatchObject({ success: true });
    const { anomalies } = await ship.order('unknown');
    expect(anomalies).toContainEqual({ code: 'UNKNOWN_FIELD', path: 'deck', value: '' });
    expect(anomalies).toContainEqual({ code: 'UNKNOWN_FIELD', path: 'passenger_list[0].nick', value: '' });
    expect(anomalies).toContainEqual({ code: 'UNKNOWN_VALUE', path: 'passenger_list[0].passenger_type', value: '7' });
    const [entry] = await ship.dossiers.read('unknown');
    expect(JSON.stringify(entry?.content)).toContain('小张');
  });
});

describe('the configuration', () => {
  it('gives calls a secret of their own, and refusals the codes of the channel', async () => {
    const own = await openQimenHub({ qimenSecret: 'of calls', answerCodes: { orderUnknown: '1001' } });
    try {
      const byApp = await own.call(METHOD.query, about('1'));
      expect(byApp).toMatchObject({ success: false, ret_code: 'sign-check-failure' });
      const bySecret = await own.call(METHOD.query, about('1'), { secret: 'of calls' });
      expect(bySecret).toMatchObject({ success: false, ret_code: '1001' });
    } finally {
      await own.close();
    }
  });
});

describe('a call about an order', () => {
  beforeAll(async () => {
    await ship.call(METHOD.create, CREATE);
    await ship.call(METHOD.confirm, about(ORDER));
    const nothing = { number: null, electronicNumber: null, secret: null, seat: null, title: null, description: null };
    const passengers = PEOPLE.map(({ passenger_id: passengerId, ticket_price: price }, index) => ({
      passengerId,
      tickets: [{ id: `T-${index + 1}`, price: String(price), type: '1', subType: null, expiresAt: null, ...nothing }],
    }));
    const pickUp = { place: null, number: null, secret: null };
    const facts = { via: 'report', agentOrderNumber: ORDER, gate: null, shipNumber: null, message: null };
    const content = { ...facts, passengers, pickUp };
    await ship.dossiers.append(ORDER, () => [{ kind: 'tickets.reported', key: 'tickets', content }]);
  });

  it.each([METHOD.confirm, METHOD.query, METHOD.quote])('%s that is not there is refused', async (method) => {
    const unknown = { agent_order_id: '1', alitrip_order_id: '404', extAttr: '{}' };
    expect(await ship.call(method, unknown)).toMatchObject({ success: false, ret_code: 'ORDER_UNKNOWN' });
  });

  it.each([METHOD.confirm, METHOD.query, METHOD.quote])("%s with another's number is refused", async (method) => {
    expect(await ship.call(method, about('A-9'))).toMatchObject({ success: false, ret_code: 'AGENT_ORDER_MISMATCH' });
  });

  test.each<[string, readonly object[], string]>([
    ['no tickets', [], 'PARAMETER_INVALID'],
    ['an unknown ticket', [{ ticket_id: 'T-9' }], 'TICKET_UNKNOWN'],
    ['one ticket twice', [{ ticket_id: 'T-1' }, { ticket_id: 'T-1' }], 'PARAMETER_INVALID'],
    ['a ticket of another passenger', [{ ticket_id: 'T-1', passenger_id: PEOPLE[1].passenger_id }], 'TICKET_UNKNOWN'],
    ['a ticket of another document', [{ ticket_id: 'T-1', passenger_certificate_no: 'X1' }], 'TICKET_UNKNOWN'],
    ['a negative fee', [{ ticket_id: 'T-1', refund_surcharge: -1 }], 'PARAMETER_INVALID'],
    ['a fee of a fraction of a fen', [{ ticket_id: 'T-1', refund_surcharge: 0.5 }], 'PARAMETER_INVALID'],
    ['a fee above the price', [{ ticket_id: 'T-1', refund_surcharge: 12_001 }], 'REFUND_FEE_CHANGED'],
    ['a fee that was not answered', [{ ticket_id: 'T-1', refund_surcharge: 1 }], 'REFUND_FEE_CHANGED'],
    ['a good ticket and a bad one', [{ ticket_id: 'T-1' }, { ticket_id: 'T-9' }], 'TICKET_UNKNOWN'],
  ])('refunds nothing for %s', async (_what, tickets, code) => {
    const answer = await ship.call(METHOD.refund, { ...about(ORDER), passenger_list: tickets });
    expect(answer).toMatchObject({ success: false, ret_code: code });
    expect((await ship.dossiers.read(ORDER)).map(({ kind }) => kind)).not.toContain('return.confirm');
  });

  it('refunds a ticket once, and not again in another set', async () => {
    const refund = (...tickets: object[]) => ship.call(METHOD.refund, { ...about(ORDER), passenger_list: tickets });
    expect(await refund({ ticket_id: 'T-2', refund_surcharge: 600 })).toMatchObject({ success: true, ret_code: '0' });
    expect(await refund({ ticket_id: 'T-1' }, { ticket_id: 'T-2' })).toMatchObject({ ret_code: 'TICKET_REFUNDING' });
  });

  it('to refund the same tickets at another fee is refused, told in the log and in the order, and changes nothing', async () => {
    const refund = (fee: number) =>
      ship.call(METHOD.refund, { ...about(ORDER), passenger_list: [{ ticket_id: 'T-2', refund_surcharge: fee }] });
    const first = await refund(600);
    for (const fee of [6_000, 6_000, 1]) {
      expect(await refund(fee)).toMatchObject({ success: false, ret_code: 'CONTENT_CHANGED' });
    }
    const anomaly = { code: 'UNEXPECTED_TRANSITION', path: 'return.confirm', value: 'surcharge of T-2' };
    expect((await ship.order(ORDER)).anomalies).toEqual([anomaly]);
    const contradicted = (await ship.dossiers.read(ORDER)).filter(({ kind }) => kind === 'return.confirm.contradicted');
    expect(contradicted).toHaveLength(2);
    const errors = ship.hub.logs.lines.filter(
      ({ level, message }) => level === 'error' && message.startsWith('return.'),
    );
    expect(errors.map(({ fields }) => fields)).toMatchObject(
      [1, 2, 3].map(() => ({ reference: ORDER, differs: ['T-2'] })),
    );
    expect(await refund(600)).toEqual(first);
  });

  it('a repeat for another passenger is refused like the first', async () => {
    const other = { ticket_id: 'T-2', refund_surcharge: 600, passenger_id: PEOPLE[0].passenger_id };
    expect(await ship.call(METHOD.refund, { ...about(ORDER), passenger_list: [other] })).toMatchObject({
      ret_code: 'TICKET_UNKNOWN',
    });
  });
});
