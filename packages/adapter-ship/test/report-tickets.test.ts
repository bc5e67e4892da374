import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { created, issued, ORDER_ID, refused } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';
import { failureReport, ISSUED, issuedReport, T1, T2, withSecond } from './report-inputs.ts';

const WINDOW_MS = 60_000;
let shop: ReportHub;

beforeEach(async () => {
  shop = await openReportHub();
});
afterEach(() => shop.close());

describe('a report of tickets', () => {
  it('tells Fliggy, and issues every ticket in the same step as the order', async () => {
    expect(await shop.standing()).toEqual(['AWAITING_FULFILMENT', 'ISSUING', 'ISSUING']);
    const pickUp = { place: '人民广场', number: '344420', password: 'pick' };
    const input = issuedReport({ pickUp, gate: '3', message: '取票', extension: '{"a":1}' });
    const command = await shop.done('reportTickets', 'k', input);
    expect(command).toMatchObject({ state: 'SUCCEEDED', result: { issued: true, ticketCount: 2 } });
    expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
    expect(shop.gateway.calls.map((call) => JSON.parse(call))).toEqual([
      {
        agent_order_id: 'A-1',
        alitrip_order_id: ORDER_ID,
        success: true,
        fetch_tickets_address: '人民广场',
        fetch_tickets_number: '344420',
        fetch_tickets_pwd: 'pick',
        message: '取票',
        order_attr: '{"a":1}',
        ticket_wicket: '3',
        ticket_count: 2,
        total_price: 23_000,
        passenger_list: [
          {
            passenger_id: '301',
            passenger_name: '罗大佑',
            passenger_cert_type: '1',
            passenger_cert_no: '212100198902171763',
            ticket_list: [
              {
                ticket_id: 'T1',
                ticket_price: 12_000,
                ticket_type: '1',
                ticket_sub_type: '11',
                ticket_status: '2',
                ticket_pwd: 'pwd-1',
              },
            ],
          },
          {
            passenger_id: '302',
            passenger_name: '张艾嘉',
            passenger_cert_type: '1',
            passenger_cert_no: '310101195307221526',
            ticket_list: [{ ticket_id: 'T2', ticket_price: 11_000, ticket_type: '1', ticket_status: '2' }],
          },
        ],
      },
    ]);
  });

  it('is frozen once it has succeeded: the same again is the first outcome, another is told what differs', async () => {
    const first = await shop.done('reportTickets', 'k1', issuedReport());
    const again = await shop.submit('reportTickets', 'k2', issuedReport({ gate: null }));
    expect(again).toMatchObject({ kind: 'accepted', repeated: true, command: { id: first.id, state: 'SUCCEEDED' } });
    const other = issuedReport({ ...withSecond({ ...T2, price: '10000' }, { ...T1, ticketId: 'T3' }), gate: '9' });
    expect(await shop.submit('reportTickets', 'k3', other)).toMatchObject({
      kind: 'refused',
      code: 'ALREADY_DONE_DIFFERENTLY',
      command: { id: first.id },
      differences: ['issued.gate', 'issued.passengers[1].tickets[0].price', 'issued.passengers[1].tickets[1]'],
    });
    expect(await shop.submit('reportTickets', 'k4', failureReport())).toMatchObject({
      code: 'ALREADY_DONE_DIFFERENTLY',
      differences: ['failed', 'issued'],
    });
    expect(shop.gateway.calls).toHaveLength(1);
  });

  it('may follow a report of failure', async () => {
    const failure = await shop.done('reportTickets', 'k1', failureReport());
    expect(failure).toMatchObject({ state: 'SUCCEEDED', result: { issued: false, failureCode: 'E1' } });
    expect(shop.gateway.calls.map((call) => JSON.parse(call))).toEqual([
      { agent_order_id: 'A-1', alitrip_order_id: ORDER_ID, success: false, failed_code: 'E1' },
    ]);
    expect(await shop.standing()).toEqual(['AWAITING_FULFILMENT', 'NOT_ISSUED', 'NOT_ISSUED']);
    expect(await shop.done('reportTickets', 'k2', issuedReport())).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
  });

  it('waits for its turn while another is under way', async () => {
    await shop.submit('reportTickets', 'k1', failureReport());
    expect(await shop.submit('reportTickets', 'k2', issuedReport())).toMatchObject({
      code: 'ALREADY_DONE_DIFFERENTLY',
      command: { state: 'PENDING' },
    });
  });
});

describe('a report that Fliggy refuses', () => {
  it.each<[string, object, string]>([
    [
      'ret_success false with a code',
      { alitrip_ship_order_notify_response: { ret_success: false, ret_code: 'B7', ret_msg: 'no' } },
      'B7',
    ],
    ['ret_success false alone', { alitrip_ship_order_notify_response: { ret_success: false } }, 'REFUSED'],
    [
      'error_response',
      { error_response: { code: 50, msg: 'Remote service error', sub_code: 'isv.ship-order-closed', sub_msg: 'x' } },
      'isv.ship-order-closed',
    ],
  ])('by %s has failed, changes nothing, and may be followed by another', async (_what, says, code) => {
    shop.gateway.next({ says });
    expect(await shop.done('reportTickets', 'k1', issuedReport())).toMatchObject({ state: 'FAILED', code });
    expect(await shop.standing()).toEqual(['AWAITING_FULFILMENT', 'ISSUING', 'ISSUING']);
    expect(await shop.done('reportTickets', 'k2', issuedReport({ gate: '7' }))).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('has an outcome that is not known when the answer does not say', async () => {
    const says = { alitrip_ship_order_notify_response: { ret_code: '0' } };
    shop.gateway.next({ says }, 'cut-before');
    const command = await shop.done('reportTickets', 'k', issuedReport());
    expect(command.state).toBe('UNKNOWN');
  });
});

describe('a report whose answer is lost', () => {
  it.each(['cut-after', 'cut-before'] as const)('is sent again, byte for byte the same: %s', async (cut) => {
    shop.gateway.next(cut);
    const command = await shop.done('reportTickets', 'k', issuedReport());
    expect(command).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    const [first, second, ...others] = shop.gateway.calls;
    expect(others).toEqual([]);
    expect(second).toBe(first);
    expect(shop.gateway.effects).toEqual([`alitrip.ship.order.notify ${ORDER_ID} true`]);
    expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
  });

  it('is not taken for failed by a refusal of the repeat while the first may still arrive', async () => {
    const refusal = { says: { alitrip_ship_order_notify_response: { ret_success: false, ret_code: 'B7' } } };
    shop.gateway.next('cut-before', refusal, refusal);
    const unclear = await shop.done('reportTickets', 'k', issuedReport());
    expect(unclear).toMatchObject({ state: 'UNKNOWN' });
    expect(await shop.submit('reportTickets', 'k2', issuedReport({ gate: '7' }))).toMatchObject({
      code: 'ALREADY_DONE_DIFFERENTLY',
    });
    expect(await shop.later(unclear, WINDOW_MS)).toMatchObject({ state: 'FAILED', code: 'B7' });
  });

  it('is not taken for failed while a repeat that was not answered either may still arrive', async () => {
    const refusal = { says: { alitrip_ship_order_notify_response: { ret_success: false, ret_code: 'B7' } } };
    shop.gateway.next('cut-before', refusal, 'cut-before', refusal, refusal);
    const unclear = await shop.done('reportTickets', 'k', issuedReport());
    // Asked when the first is out of the way, and cut off again: that repeat is the one that may come late.
    expect(await shop.later(unclear, WINDOW_MS)).toMatchObject({ state: 'UNKNOWN' });
    expect(await shop.later(unclear, WINDOW_MS - 1)).toMatchObject({ state: 'UNKNOWN' });
    expect(shop.gateway.calls).toHaveLength(4);
    expect(await shop.later(unclear, WINDOW_MS)).toMatchObject({ state: 'FAILED', code: 'B7' });
  });

  it('is not taken for failed because the platform lets the repeat not through, however late', async () => {
    const error = { says: { error_response: { code: 50, msg: 'Remote service error', sub_code: 'isv.ship-locked' } } };
    shop.gateway.next('cut-after', error, error);
    const unclear = await shop.done('reportTickets', 'k', issuedReport());
    expect(await shop.later(unclear, WINDOW_MS)).toMatchObject({ state: 'UNKNOWN' });
    expect(await shop.later(unclear, WINDOW_MS)).toMatchObject({ state: 'SUCCEEDED' });
    expect(shop.gateway.effects).toHaveLength(1);
  });

  it('goes on after a kill between the channel’s success and our record of it', async () => {
    const submission = await shop.submit('reportTickets', 'k', issuedReport());
    // The first time is the intent.
    await shop.workDyingAt('dossier.append', 2);
    expect(shop.gateway.effects).toHaveLength(1);
    expect(await shop.standing()).toEqual(['AWAITING_FULFILMENT', 'ISSUING', 'ISSUING']);
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    expect(await shop.later(submission.command, 10 * 60_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(new Set(shop.gateway.calls).size).toBe(1);
    expect(shop.gateway.effects).toHaveLength(1);
    expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
  });

  it('has not left when the hub is killed before the intent is in the dossier', async () => {
    const submission = await shop.submit('reportTickets', 'k', issuedReport());
    await shop.workDyingAt('dossier.append');
    expect(shop.gateway.calls).toEqual([]);
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    expect(await shop.later(submission.command, 10 * 60_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(shop.gateway.calls).toHaveLength(1);
  });

  it('is not sent again after a kill between our record and the ledger’s', async () => {
    const submission = await shop.submit('reportTickets', 'k', issuedReport());
    await shop.workDyingAt('command.settle');
    expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    expect(await shop.later(submission.command, 10 * 60_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(shop.gateway.calls).toHaveLength(1);
  });
});

describe('a report that cannot be right', () => {
  it.each<[string, object, string, RegExp]>([
    [
      'tickets for an unknown passenger',
      { passengers: [{ itemReference: '999', tickets: [T1, T2] }] },
      'issued.passengers[0].itemReference',
      /999 is no passenger.*301, 302/,
    ],
    [
      'a passenger twice',
      { passengers: [ISSUED.passengers[0], { itemReference: '301', tickets: [T2] }] },
      'issued.passengers[1].itemReference',
      /passengers\[0\] already/,
    ],
    [
      'a passenger left out',
      { passengers: [{ itemReference: '301', tickets: [T1, T2] }] },
      'issued.passengers',
      /no ticket for passenger 302/,
    ],
    [
      'a ticket id twice',
      withSecond({ ...T2, ticketId: 'T1' }),
      'issued.passengers[1].tickets[0].ticketId',
      /T1 is the id of passengers\[0\]\.tickets\[0\] already/,
    ],
    [
      'a sub-kind of another kind',
      withSecond({ ...T2, subKind: 'HOTEL' }),
      'issued.passengers[1].tickets[0].subKind',
      /HOTEL is no sub-kind of SHIP, which has OUTWARD, RETURN/,
    ],
    ['another count than tickets', { ticketCount: 3 }, 'issued.ticketCount', /says 3, but 2 tickets/],
    [
      'another count than ordered',
      { ...withSecond({ ...T2, price: '6000' }, { ...T2, ticketId: 'T3', price: '5000' }), ticketCount: 3 },
      'issued.ticketCount',
      /is for 2/,
    ],
    ['prices that do not add up', { totalPrice: '23001' }, 'issued.totalPrice', /add up to 23000 fen/],
    [
      'a total that is not the order’s',
      { ...withSecond({ ...T2, price: '10000' }), totalPrice: '22000' },
      'issued.totalPrice',
      /paid 23000 fen/,
    ],
    [
      'negative fen',
      withSecond({ ...T2, price: '-11000' }),
      'issued.passengers[1].tickets[0].price',
      /whole fen, 0 or more/,
    ],
    [
      'a fraction of a fen',
      withSecond({ ...T2, price: 11_000.5 }),
      'issued.passengers[1].tickets[0].price',
      /whole fen, 0 or more/,
    ],
    ['an unknown kind', withSecond({ ...T2, kind: 'TRAIN' }), 'issued.passengers[1].tickets[0].kind', /SHIP/],
    [
      'no ticket id',
      withSecond({ ...T2, ticketId: ' ' }),
      'issued.passengers[1].tickets[0].ticketId',
      /must not be empty/,
    ],
    ['a passenger without tickets', withSecond(), 'issued.passengers[1].tickets', /./],
    ['what is no JSON', { extension: 'x' }, 'issued.extension', /JSON object/],
    ['control characters', { gate: 'a\0b' }, 'issued.gate', /control characters/],
  ])('is refused before any call: %s', async (_what, changes, path, message) => {
    const submission = await shop.submit('reportTickets', 'k', issuedReport(changes));
    expect(submission).toMatchObject({
      kind: 'refused',
      code: 'INVALID_INPUT',
      fields: expect.arrayContaining([{ path, message: expect.stringMatching(message) }]),
    });
    expect(shop.gateway.calls).toEqual([]);
  });

  it('is refused when it says both or neither', async () => {
    for (const report of [{ orderReference: ORDER_ID }, { ...issuedReport(), ...failureReport() }]) {
      expect(await shop.submit('reportTickets', 'k', report)).toMatchObject({ code: 'INVALID_INPUT' });
    }
  });
});

describe('an order of which nothing can be reported', () => {
  it('has been issued by an answer while the report waited for its turn: nothing is sent', async () => {
    const submission = await shop.submit('reportTickets', 'k', issuedReport());
    await shop.hub.database.query({
      name: 'test.sent',
      text: `update interline.command set state = 'SENT', attempts = 1, sent_at = created_at`,
    });
    await shop.tell(issued({ via: 'answer' }));
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    expect(await shop.later(submission.command, 10 * 60_000)).toMatchObject({
      state: 'FAILED',
      code: 'ALREADY_ISSUED',
      message: expect.stringMatching(/Nothing was sent/),
    });
    expect(shop.gateway.calls).toEqual([]);
  });

  it.each([
    ['not decided', [created()], 'NOT_DECIDED'],
    ['closed', [created(), refused()], 'ORDER_CLOSED'],
    ['issued by an answer', [created(), issued({ via: 'answer' })], 'ALREADY_ISSUED'],
  ])('says why: %s', async (_what, told, reasonCode) => {
    await shop.close();
    shop = await openReportHub(...told);
    const submission = await shop.submit('reportTickets', 'k', issuedReport());
    expect(submission).toMatchObject({ kind: 'refused', code: 'NOT_ALLOWED', reasonCode });
    expect(shop.gateway.calls).toEqual([]);
  });
});
