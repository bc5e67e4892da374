import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import { ShipConfig } from '../src/config.ts';
import { openQimenHub } from './qimen-hub.ts';
import type { Answer, QimenHub } from './qimen-hub.ts';
import { openReservationSystem } from './reservation-system.ts';
import type { Reaction, ReservationSystem } from './reservation-system.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';

const WAIT_MS = 2_500;

let merchant: ReservationSystem;
let ship: QimenHub;
beforeEach(async () => {
  merchant = await openReservationSystem();
  const { url, secret } = merchant;
  ship = await openQimenHub({ defaultPolicy: { mode: 'callback', url, secret, waitMs: WAIT_MS } });
});
afterEach(async () => {
  await ship.close();
  await merchant.close();
});

const ACCEPTED = { answer: { accepted: true, agentOrderNumber: 'A-1' } } as const;
const TICKETS = {
  tickets: [
    { passengerId: PEOPLE[0].passenger_id, ticketId: 'T-1', price: '12000', kind: 'SHIP', number: '3404040' },
    { passengerId: PEOPLE[1].passenger_id, ticketId: 'T-2', price: 6_000, kind: 'SHIP', password: '22d9d9d' },
  ],
  pickUp: { place: '蛇口邮轮中心', number: '344420' },
  gate: '3',
  shipNumber: 'HT-7',
} as const;

describe('a reservation system', () => {
  it('takes an order from the seats to the refund, asked by signed questions in our words', async () => {
    merchant.react(ACCEPTED);
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject({ success: true, agent_order_id: 'A-1' });
    merchant.react({ answer: TICKETS });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({
      status_desc: '出票成功',
      ship_number: 'HT-7',
      fetch_ticket_number: '344420',
      passenger_list: [
        { ticket_list: [{ ticket_id: 'T-1', ticket_no: '3404040', ticket_status: '2' }] },
        { ticket_list: [{ ticket_id: 'T-2', ticket_pwd: '22d9d9d', ticket_status: '2' }] },
      ],
    });
    expect(await ship.order(ORDER)).toMatchObject({ status: 'FULFILLED' });
    merchant.react({
      answer: {
        fees: [
          { ticketId: 'T-1', surcharge: 1_200 },
          { ticketId: 'T-2', surcharge: '0' },
        ],
      },
    });
    expect(await ship.call(METHOD.quote, about('A-1'))).toMatchObject({
      passenger_list: [{ refund_surcharge: 1_200 }, { refund_surcharge: 0 }],
    });
    merchant.react({ answer: { accepted: true } });
    expect(await refund('T-1', 1_200)).toMatchObject({ success: true, ret_code: '0' });
    merchant.react({ answer: { accepted: false, code: 'USED', message: 'the ticket was used' } });
    expect(await refund('T-2', 0)).toMatchObject({ success: false, ret_code: 'USED', ret_desc: 'the ticket was used' });

    expect(merchant.seen.map(({ type, signed }) => ({ type, signed }))).toEqual([
      { type: 'ship.order.create', signed: true },
      { type: 'ship.order.confirm', signed: true },
      { type: 'ship.refund.quote', signed: true },
      { type: 'ship.refund.confirm', signed: true },
      { type: 'ship.refund.confirm', signed: true },
    ]);
    expect(new Set(merchant.seen.map(({ id }) => id)).size).toBe(5);
    expect(merchant.seen[0]?.data).toMatchObject({
      shop: { accountId: '2200612345678' },
      orderId: ORDER,
      order: { total: '18000', passengers: [{ passengerId: '30303029', name: '张伟测试', ticketPrice: '12000' }, {}] },
    });
    const log = ship.hub.logs.text();
    for (const secret of [...PERSONAL, merchant.secret, '22d9d9d']) expect(log).not.toContain(secret);
  });

  it('refuses an order with a code of its own', async () => {
    merchant.react({ answer: { accepted: false, code: 'NO_SEAT', message: 'sold out' } });
    const refused = { success: false, ret_code: 'NO_SEAT', ret_desc: 'sold out' };
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject(refused);
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject(refused);
    expect(merchant.seen).toHaveLength(1);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'REFUNDED' });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ ret_code: 'AGENT_ORDER_MISMATCH' });
  });

  it('has no tickets told that it issues while a report of others is on its way, and has them told once that is refused', async () => {
    merchant.react(ACCEPTED);
    await ship.call(METHOD.create, CREATE);
    merchant.react({ answer: { pending: true } }, { answer: TICKETS });
    await ship.call(METHOD.confirm, about('A-1'));
    const report = (kind: string): Promise<unknown> =>
      ship.dossiers.append(ORDER, () => [{ kind, key: `${kind} c1`, content: { commandId: 'c1' } }]);
    await report('tickets.intended');
    const issuing = { success: true, passenger_list: [{ ticket_list: [] }, { ticket_list: [] }] };
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject(issuing);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_FULFILMENT' });
    await report('tickets.dropped');
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({
      passenger_list: [{ ticket_list: [{ ticket_id: 'T-1' }] }, { ticket_list: [{ ticket_id: 'T-2' }] }],
    });
  });

  test.each<[string, Reaction]>([
    ['hangs up', 'hangs up'],
    ['is in trouble', { status: 503 }],
    ['is busy', { status: 429 }],
  ])('that %s is asked again within the wait, by the same id', async (_what, reaction) => {
    merchant.react(reaction, ACCEPTED);
    const answer = ship.call(METHOD.create, CREATE);
    ship.hub.clock.advance(await ship.waits());
    expect(await answer).toMatchObject({ success: true, agent_order_id: 'A-1' });
    expect(merchant.seen.map(({ id }) => id)).toEqual([merchant.seen[0]?.id, merchant.seen[0]?.id]);
  });

  test.each<[string, Reaction]>([
    ['refuses to be asked', { status: 401 }],
    ['answers no JSON', { text: '<html>' }],
    ['answers something else', { answer: { accepted: 'yes' } }],
    ['accepts without a number', { answer: { accepted: true } }],
    ['refuses without a code', { answer: { accepted: false } }],
    ['answers without end', { text: ' '.repeat(300_000) }],
  ])('that %s is as one that did not answer, and is not asked again', async (_what, reaction) => {
    merchant.react(reaction);
    expect(await ship.call(METHOD.create, CREATE)).toMatchObject({ success: false, ret_code: 'ORDER_UNDECIDED' });
    expect(merchant.seen).toHaveLength(1);
    expect(ship.hub.logs.text()).toContain('gave no usable answer in time');
  });

  it('that never answers is waited for no longer than the wait', async () => {
    const answer = ship.call(METHOD.create, CREATE);
    await ship.waits(WAIT_MS);
    ship.hub.clock.advance(WAIT_MS);
    expect(await answer).toMatchObject({ success: false, ret_code: 'ORDER_UNDECIDED' });
  });
});

describe('tickets of a reservation system', () => {
  beforeEach(async () => {
    merchant.react(ACCEPTED);
    await ship.call(METHOD.create, CREATE);
  });

  it('may come later: then they are being issued, and it is asked again when they are confirmed again', async () => {
    merchant.react({ answer: { pending: true } });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ success: true, status_desc: '出票中' });
    merchant.react({ answer: TICKETS });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ success: true, status_desc: '出票成功' });
    merchant.react({ answer: { failed: true, code: 'X' } });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ success: true, status_desc: '出票成功' });
    expect(merchant.seen).toHaveLength(3);
  });

  it('may fail, with a code of its own', async () => {
    merchant.react({ answer: { failed: true, code: 'NO_TICKET' } });
    const failed = { success: false, ret_code: 'NO_TICKET', status_desc: '出票失败' };
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject(failed);
    expect(await ship.call(METHOD.query, about('A-1'))).toMatchObject({ success: true, status_desc: '出票失败' });
  });

  const [first, second] = TICKETS.tickets;
  test.each<[string, readonly object[]]>([
    ['of an unknown passenger', [{ ...first, passengerId: '9' }, second]],
    ['with one id', [first, { ...second, ticketId: 'T-1' }]],
    ['that are too few', [{ ...first, price: 18_000 }]],
    ['whose prices do not add up', [first, { ...second, price: 6_001 }]],
    ['with a negative price', [first, { ...second, price: -6_000 }]],
    ['with a fraction of a fen', [first, { ...second, price: 6_000.5 }]],
    ['of an unknown kind', [first, { ...second, kind: 'PLANE' }]],
  ])('%s are not told to the channel, and the log says so', async (_what, tickets) => {
    merchant.react({ answer: { tickets } });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ success: true, status_desc: '出票中' });
    expect(ship.hub.logs.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { reference: ORDER, problems: expect.arrayContaining([expect.any(String)]) } },
    ]);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_FULFILMENT' });
  });
});

describe('the configuration', () => {
  const app = { gatewayUrl: 'http://127.0.0.1/router/rest', appKey: '1', appSecret: '2' };
  const callback = { mode: 'callback', url: 'https://merchant.example', secret: `whsec_${'a'.repeat(32)}` };

  it('fills in what is not said', () => {
    const config = ShipConfig.parse({ ...app, merchants: { 1: callback } });
    expect(config).toMatchObject({
      timestampToleranceSeconds: 600,
      defaultPolicy: { mode: 'decisions', waitMs: 3_000, whenUndecided: 'refuse' },
      merchants: { 1: { waitMs: 3_000, whenUndecided: 'refuse' } },
      answerCodes: {},
    });
  });

  test.each([
    ['an unknown policy', { defaultPolicy: { mode: 'guess' } }, 'defaultPolicy.mode'],
    ['a secret of another form', { defaultPolicy: { ...callback, secret: 'abc' } }, 'defaultPolicy.secret'],
    ['an address of another form', { defaultPolicy: { ...callback, url: 'ftp://x' } }, 'defaultPolicy.url'],
    ['a wait beyond the caller', { defaultPolicy: { ...callback, waitMs: 9_000 } }, 'defaultPolicy.waitMs'],
    ['a code that there is not', { answerCodes: { nothing: 'X' } }, 'answerCodes'],
  ])('refuses %s, and names it', (_what, settings, path) => {
    const { error } = ShipConfig.safeParse({ ...app, ...settings });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});

function refund(ticketId: string, surcharge: number): Promise<Answer> {
  const person = PEOPLE[ticketId === 'T-1' ? 0 : 1];
  const ticket = { ticket_id: ticketId, passenger_id: person.passenger_id, refund_surcharge: surcharge };
  return ship.call(METHOD.refund, { ...about('A-1'), passenger_list: [ticket] });
}
