import type { InboundCall } from '@interline/core';
import { formatTopTime } from '@interline/top-client/codec';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { decisionEntry } from '../src/policies/decide-create.ts';
import { at, BAD_CALLS, CLOSED, create, giveBack, refund, REFUSED_RETURNS } from './bad-calls.ts';
import type { Bad } from './bad-calls.ts';
import { openQimenHub, read } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

let ship: QimenHub;

/** Two orders: one whose tickets T-1 and T-2 are issued, T-2 being refunded; and a closed one. */
beforeAll(async () => {
  ship = await openQimenHub({ defaultPolicy: { mode: 'automatic', surchargePercent: 10 } });
  await ship.call(METHOD.create, CREATE);
  await ship.call(METHOD.confirm, about(ORDER));
  await ship.dossiers.append(ORDER, () => [ticketsReported()]);
  await ship.call(METHOD.refund, giveBack({ ticket_id: 'T-2', refund_surcharge: 600 }));
  const [created] = await ship.dossiers.read(ORDER);
  if (!created) throw new Error('the order is not there');
  const refusal = decisionEntry({ accepted: false, code: 'NO_SEAT', message: 'sold out', by: 'callback' });
  await ship.dossiers.append(CLOSED, () => [created, refusal]);
});
afterAll(() => ship.close());

describe.each(['json', 'xml'])('a call that asks for %s is refused flat, and nothing is kept, for', (format) => {
  test.each(BAD_CALLS)('%s', async (_what, bad, code, says) => {
    const before = await ship.rows();
    const answer = await ship.deliver(signed(bad, { format }));
    const success = format === 'xml' ? 'false' : false;
    expect(read(answer)).toEqual({ success, ret_code: code, ret_desc: expect.stringContaining(says) });
    expect(answer.body.length).toBeLessThan(500);
    expect(await ship.rows()).toBe(before);
  });
});

describe('a refund that is refused for a reason of its order is answered so, however often, and kept once, for', () => {
  test.each(REFUSED_RETURNS)('%s', async (_what, bad, code, says) => {
    const before = (await refusedReturns()).length;
    const answer = { success: false, ret_code: code, ret_desc: expect.stringContaining(says) };
    for (let again = 0; again < 2; again += 1) expect(read(await ship.deliver(signed(bad)))).toEqual(answer);
    const kept = await refusedReturns();
    expect(kept).toHaveLength(before + 1);
    expect(kept.at(-1)?.content).toMatchObject({ code, message: answer.ret_desc });
  });
});

describe.each(['json', 'xml'])('a call to a shop that is not there, asking for %s,', (format) => {
  const success = format === 'xml' ? 'false' : false;

  test.each<[string, Bad, string]>([
    ['tells Fliggy so', {}, 'SHOP_UNKNOWN'],
    ['tells nobody else', { changes: { secret: 'other' } }, 'sign-check-failure'],
  ])('%s', async (_what, bad, code) => {
    const before = await ship.rows();
    const answer = read(await ship.deliver(signed(bad, { format }), { to: 'nobody' }));
    expect(answer).toEqual({ success, ret_code: code, ret_desc: expect.any(String) });
    expect(await ship.rows()).toBe(before);
  });
});

describe.each(['json', 'xml'])('a replay, asking for %s,', (format) => {
  it('is refused until it is too old anyway, and changes nothing', async () => {
    const call = ship.sign(METHOD.create, create({ alitrip_order_id: `recorded-${format}` }).content ?? {}, {
      parameters: { format },
    });
    expect(read(await ship.deliver(call))['ret_code']).toBe('0');
    const before = await ship.rows();
    const lower = { ...call, query: call.query.replace(/sign=(\w+)$/, (sign) => sign.toLowerCase()) };
    const played = async (again: InboundCall) =>
      read(await ship.deliver({ ...again, receivedAt: ship.hub.clock.now() }));
    for (const again of [call, lower]) expect((await played(again))['ret_code']).toBe('CALL_REPLAYED');
    ship.hub.clock.advance(599_000);
    expect((await played(call))['ret_code']).toBe('CALL_REPLAYED');
    ship.hub.clock.advance(2_000);
    expect((await played(call))['ret_code']).toBe('TIMESTAMP_OUT_OF_WINDOW');
    expect(await ship.rows()).toBe(before);
  });
});

describe('what contradicts is refused and reported: the first stands', () => {
  it('an order.create with other content', async () => {
    const first = create({ alitrip_order_id: 'contradicted' }).content ?? {};
    const answer = await ship.call(METHOD.create, first);
    for (let again = 0; again < 2; again += 1) {
      expect(await ship.call(METHOD.create, { ...first, goods_id: 'G9' })).toMatchObject({
        success: false,
        ret_code: 'CONTENT_CHANGED',
      });
    }
    expect(await ship.order('contradicted')).toMatchObject({
      status: 'AWAITING_CONFIRMATION',
      anomalies: [{ code: 'UNEXPECTED_TRANSITION', path: 'order.create', value: 'goodsId' }],
    });
    expect(errorsOf('order.create came')).toEqual([['goodsId'], ['goodsId']]);
    expect(await ship.call(METHOD.create, first)).toEqual(answer);
  });

  it('a return.confirm at another fee', async () => {
    const asking = (fee: number) => ship.call(METHOD.refund, giveBack({ ticket_id: 'T-2', refund_surcharge: fee }));
    const first = await asking(600);
    for (const fee of [6_000, 6_000, 1]) {
      expect(await asking(fee)).toMatchObject({ success: false, ret_code: 'CONTENT_CHANGED' });
    }
    const anomaly = { code: 'UNEXPECTED_TRANSITION', path: 'return.confirm', value: 'surcharge of T-2' };
    expect((await ship.order(ORDER)).anomalies).toEqual([anomaly]);
    const contradicted = (await ship.dossiers.read(ORDER)).filter(({ kind }) => kind === 'return.confirm.contradicted');
    expect(contradicted).toHaveLength(2);
    expect(errorsOf('return.confirm came')).toEqual([['T-2'], ['T-2'], ['T-2']]);
    expect(await asking(600)).toEqual(first);
  });

  it('a repeated return.confirm for another passenger is refused like a first one', async () => {
    const other = { ticket_id: 'T-2', refund_surcharge: 600, passenger_id: PEOPLE[0].passenger_id };
    expect(await ship.call(METHOD.refund, giveBack(other))).toMatchObject({ ret_code: 'TICKET_UNKNOWN' });
  });
});

describe('the log', () => {
  test.each<[string, 'info' | 'warn', Bad, object]>([
    ['a stranger warns', 'warn', { changes: { secret: 'x' } }, { problem: 'WRONG' }],
    ['a stale call warns', 'warn', at(-601), { code: 'TIMESTAMP_OUT_OF_WINDOW' }],
    ['a call that does not fit warns', 'warn', create({ order_amount: -1 }), { code: 'PARAMETER_INVALID' }],
    [
      'an unknown order is information',
      'info',
      { method: METHOD.query, content: { alitrip_order_id: '4' } },
      { code: 'ORDER_UNKNOWN' },
    ],
    [
      'what the merchant refused is information, without his words',
      'info',
      { content: { ...CREATE, alitrip_order_id: CLOSED, passenger_list: PEOPLE } },
      { code: 'CONTENT_CHANGED' },
    ],
    [
      'a ticket in another refund is information',
      'info',
      refund({ ticket_id: 'T-2' }, { ticket_id: 'T-1' }),
      { code: 'TICKET_REFUNDING' },
    ],
  ])('%s', async (_what, level, bad, fields) => {
    const { lines } = ship.hub.logs;
    const before = lines.length;
    await ship.deliver(signed(bad));
    const told = lines.slice(before).filter(({ fields: each }) => 'reason' in each);
    expect(told).toMatchObject([{ level, fields: { shopId: ship.shop.id, reason: expect.any(String), ...fields } }]);
  });

  it('quotes nothing personal of any of these calls', () => {
    const text = ship.hub.logs.text();
    for (const personal of [...PERSONAL, 'qimen-secret', '小张', '赵六测试']) expect(text).not.toContain(personal);
  });
});

async function refusedReturns() {
  return (await ship.dossiers.read(ORDER)).filter(({ kind }) => kind === 'return.confirm.refused');
}

function signed(
  { method = METHOD.create, content = create({}).content ?? {}, changes = {}, secondsOff }: Bad,
  parameters: Readonly<Record<string, string>> = {},
): InboundCall {
  const time = new Date(ship.hub.clock.now().getTime() + (secondsOff ?? 0) * 1_000);
  const all = { timestamp: formatTopTime(time), ...changes.parameters, ...parameters };
  return ship.sign(method, content, { ...changes, parameters: all });
}

/** What differed, by each error in the log that begins like this. */
function errorsOf(beginning: string): unknown[] {
  const errors = ship.hub.logs.lines.filter(({ level, message }) => level === 'error' && message.startsWith(beginning));
  return errors.map(({ fields }) => ('differs' in fields ? fields.differs : undefined));
}
