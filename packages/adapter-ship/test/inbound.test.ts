import { XMLParser } from 'fast-xml-parser';
import { afterEach, describe, expect, it, test } from 'vitest';

import { decisionEntry } from '../src/policies/decide-create.ts';
import { openQimenHub, read } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

let open: QimenHub | undefined;
afterEach(() => open?.close());

async function hubWith(...settings: Parameters<typeof openQimenHub>): Promise<QimenHub> {
  open = await openQimenHub(...settings);
  return open;
}

const AUTOMATIC = { defaultPolicy: { mode: 'automatic', surchargePercent: 10 } } as const;

describe('order.create', () => {
  it('stores the order before it answers, and gives it a number', async () => {
    const ship = await hubWith(AUTOMATIC);
    const answer = await ship.call(METHOD.create, CREATE);
    expect(answer).toEqual({
      success: true,
      ret_code: '0',
      ret_desc: 'ok',
      agent_order_id: ORDER,
      alitrip_order_id: ORDER,
    });
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_CONFIRMATION', anomalies: [] });
  });

  it('answers the same content the same, in either spelling, as JSON, XML or a form', async () => {
    const ship = await hubWith(AUTOMATIC);
    const first = await ship.call(METHOD.create, CREATE);
    const { passenger_list: people, ...rest } = CREATE;
    const camel = JSON.parse(
      JSON.stringify(CREATE).replaceAll(/_([a-z])(?=\w*":)/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(Object.keys(camel)).toContain('alitripOrderId');
    expect(await ship.call(METHOD.create, camel)).toEqual(first);
    const members = people.map((person) => `<passenger>${elements(person)}</passenger>`).join('');
    const body = `<?xml version="1.0"?><request>${elements(rest)}<passenger_list>${members}</passenger_list></request>`;
    expect(await ship.call(METHOD.create, {}, { body, headers: { 'content-type': 'text/xml' } })).toEqual(first);
    const form = new URLSearchParams({ ...texts(rest), passenger_list: JSON.stringify(people) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await ship.call(METHOD.create, {}, { body: form, headers })).toEqual(first);
    expect(await ship.dossiers.read(ORDER)).toHaveLength(2);
  });

  it('makes one order of ten calls at once', async () => {
    const ship = await hubWith(AUTOMATIC);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ship.call(METHOD.create, CREATE)));
    expect(ship.hub.logs.lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect([...new Set(answers.map((answer) => JSON.stringify(answer)))]).toEqual([JSON.stringify(answers[0])]);
    expect(answers[0]).toMatchObject({ success: true });
    expect(await ship.dossiers.read(ORDER)).toHaveLength(2);
  });

  it('answers a call that comes twice at once the same, byte for byte', async () => {
    const ship = await hubWith(AUTOMATIC);
    const call = ship.sign(METHOD.create, CREATE);
    const [one, two] = await Promise.all([ship.deliver(call, { cut: true }), ship.deliver(call, { cut: true })]);
    expect(one).toEqual(two);
    expect(read(one)).toMatchObject({ success: true });
  });

  it('waits for a person, and answers what the person decided', async () => {
    const ship = await hubWith();
    const answer = ship.call(METHOD.create, CREATE);
    await ship.waits(3_000);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_CONFIRMATION' });
    await ship.dossiers.append(ORDER, () => [decisionEntry({ accepted: true, agentOrderNumber: 'A-1', by: 'person' })]);
    expect(await answer).toMatchObject({ success: true, agent_order_id: 'A-1' });
  });

  test.each([
    ['refuse', { success: false, ret_code: 'ORDER_UNDECIDED' }, 'REFUNDED'],
    ['accept', { success: true, ret_code: '0', agent_order_id: ORDER }, 'AWAITING_CONFIRMATION'],
  ] as const)('after the wait it does what the policy says: %s', async (whenUndecided, told, status) => {
    const ship = await hubWith({ defaultPolicy: { mode: 'decisions', waitMs: 2_000, whenUndecided } });
    const answer = ship.call(METHOD.create, CREATE);
    await ship.waits(2_000);
    ship.hub.clock.advance(2_000);
    expect(await answer).toMatchObject(told);
    expect(await ship.order(ORDER)).toMatchObject({ status });
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject(told);
  });

  it('says that nobody decided by the code that the configuration gives', async () => {
    const ship = await hubWith({
      defaultPolicy: { mode: 'decisions', waitMs: 2_000 },
      answerCodes: { undecided: '2001' },
    });
    const answer = ship.call(METHOD.create, CREATE);
    await ship.waits(2_000);
    ship.hub.clock.advance(2_000);
    expect(await answer).toMatchObject({ success: false, ret_code: '2001' });
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject({ success: false, ret_code: '2001' });
  });

  it('takes the policy of the merchant before the default', async () => {
    const ship = await hubWith({ merchants: { '2200612345678': { mode: 'automatic' } } });
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject({ success: true });
  });
});

describe('the other calls', () => {
  it('confirm, query and refund an order with an automatic policy', async () => {
    const ship = await hubWith(AUTOMATIC);
    await ship.call(METHOD.create, CREATE);
    const issuing = await ship.call(METHOD.confirm, about(ORDER));
    expect(issuing).toMatchObject({ success: true, ret_code: '0', status_desc: '出票中', alitrip_order_id: ORDER });
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_FULFILMENT' });
    expect(await ship.call(METHOD.confirm, about(ORDER))).toEqual(issuing);
    expect(await ship.call(METHOD.quote, about(ORDER))).toMatchObject({ ret_code: 'TICKET_NOT_ISSUED' });

    await ship.dossiers.append(ORDER, () => [ticketsReported()]);
    const issued = await ship.call(METHOD.query, { agentOrderId: ORDER, alitripOrderId: ORDER, extAttr: '{}' });
    expect(issued).toMatchObject({ status_desc: '出票成功', fetch_ticket_number: '344420', ticket_wicket: '3' });
    expect(issued['passenger_list']).toMatchObject([
      { passenger_name: '张伟测试', ticket_list: [{ ticket_id: 'T-1', ticket_price: 12_000, ticket_status: '2' }] },
      { passenger_name: '李娜测试', ticket_list: [{ ticket_id: 'T-2', ticket_price: 6_000, ticket_status: '2' }] },
    ]);

    const fees = await ship.call(METHOD.quote, about(ORDER));
    expect(fees['passenger_list']).toMatchObject([
      { ticket_id: 'T-1', refund_surcharge: 1_200, passenger_certificate_no: '110101199003070011' },
      { ticket_id: 'T-2', refund_surcharge: 600 },
    ]);
    const refund = { ...about(ORDER), passenger_list: [returned('T-2', PEOPLE[1].passenger_id, 600)] };
    const refunded = await ship.call(METHOD.refund, refund);
    expect(refunded).toMatchObject({ success: true, ret_code: '0' });
    expect(await ship.call(METHOD.refund, refund)).toEqual(refunded);
    const after = await ship.call(METHOD.query, about(ORDER));
    expect(after['passenger_list']).toMatchObject([
      { ticket_list: [{ ticket_status: '2' }] },
      { ticket_list: [{ ticket_status: '5', ticket_refund_surcharge: 600 }] },
    ]);
    expect(await ship.call(METHOD.quote, about(ORDER))).toEqual(fees);
    const entries = await ship.dossiers.read(ORDER);
    expect(entries.filter(({ kind }) => kind === 'return.confirm')).toHaveLength(1);
  });

  it('say that a refund is processed when nobody decides it in time, and go on saying so', async () => {
    const ship = await hubWith({ defaultPolicy: { mode: 'decisions', waitMs: 1_000, whenUndecided: 'accept' } });
    const created = ship.call(METHOD.create, CREATE);
    await ship.waits(1_000);
    ship.hub.clock.advance(1_000);
    await created;
    await ship.call(METHOD.confirm, about(ORDER));
    await ship.dossiers.append(ORDER, () => [ticketsReported()]);
    expect(await ship.call(METHOD.quote, about(ORDER))).toMatchObject({ ret_code: 'REFUND_FEE_UNKNOWN' });
    const refund = { ...about(ORDER), passenger_list: [returned('T-1', PEOPLE[0].passenger_id, 0)] };
    const answer = ship.call(METHOD.refund, refund);
    await ship.waits(1_000);
    ship.hub.clock.advance(1_000);
    expect(await answer).toMatchObject({ success: true, ret_code: 'PROCESSING' });
    expect(await ship.call(METHOD.refund, refund)).toMatchObject({ ret_code: 'PROCESSING' });
  });

  it('are answered in XML where that is asked for, flat and with everything escaped', async () => {
    const ship = await hubWith(AUTOMATIC);
    const [first, second] = PEOPLE;
    await ship.call(METHOD.create, { ...CREATE, passenger_list: [{ ...first, passenger_name: '<A & B>' }, second] });
    const { body, headers } = await ship.deliver(
      ship.sign(METHOD.confirm, about(ORDER), { parameters: { format: 'xml' } }),
    );
    expect(headers['content-type']).toBe('text/xml;charset=UTF-8');
    expect(body).toContain('<response><success>true</success><ret_code>0</ret_code>');
    const parsed: unknown = new XMLParser({ parseTagValue: false }).parse(body);
    expect(parsed).toMatchObject({
      response: { alitrip_order_id: ORDER, passenger_list: { passenger: [{ passenger_name: '<A & B>' }, {}] } },
    });
  });

  it('leave nothing personal in the log', async () => {
    const ship = await hubWith(AUTOMATIC);
    await ship.call(METHOD.create, CREATE);
    await ship.call(METHOD.create, { ...CREATE, contact_name: '赵六测试' });
    await ship.call(METHOD.create, { ...CREATE, alitrip_order_id: '2', order_amount: 1 });
    await ship.call(METHOD.confirm, about(ORDER));
    await ship.call(METHOD.query, about('other'));
    const log = ship.hub.logs.text();
    expect(log).toContain('A call was refused');
    for (const secret of [...PERSONAL, '赵六测试', 'qimen-secret']) expect(log).not.toContain(secret);
  });
});

function returned(ticketId: string, passengerId: string, surcharge: number): object {
  return { ticket_id: ticketId, passenger_id: passengerId, refund_surcharge: surcharge };
}

function elements(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${String(value)}</${name}>`)
    .join('');
}

function texts(fields: object): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
