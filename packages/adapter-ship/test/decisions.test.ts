import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { accepted, answered, asked, confirmed, created, issued, ORDER_ID, refused } from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';

let shop: ReportHub;

beforeEach(async () => {
  shop = await openReportHub(created());
});
afterEach(() => shop.close());

const accept = { orderReference: ORDER_ID, accept: true, agentOrderNumber: 'A-7' };
const refuse = { orderReference: ORDER_ID, accept: false, code: 'NO_SEATS', message: '无座' };

describe('a decision about an order', () => {
  it.each([
    ['accepted', accept, 'AWAITING_CONFIRMATION', { accepted: true, agentOrderNumber: 'A-7', by: 'person' }],
    ['refused', refuse, 'REFUNDED', { accepted: false, code: 'NO_SEATS', message: '无座', by: 'person' }],
  ])('goes into the dossier, and calls nobody: %s', async (_what, input, status, content) => {
    expect(await shop.done('decide', 'k', input)).toMatchObject({ state: 'SUCCEEDED' });
    expect((await shop.dossiers.read(ORDER_ID)).at(-1)).toMatchObject({ kind: 'order.create.decision', content });
    expect(await shop.standing()).toEqual([status]);
    expect(shop.gateway.calls).toEqual([]);
  });

  it('stands: the same again is the first outcome, another is refused', async () => {
    const first = await shop.done('decide', 'k1', accept);
    expect(await shop.submit('decide', 'k2', accept)).toMatchObject({ repeated: true, command: { id: first.id } });
    expect(await shop.submit('decide', 'k3', refuse)).toMatchObject({ code: 'ALREADY_DONE_DIFFERENTLY' });
  });

  it.each<[string, Told, string, RegExp]>([
    ['the time is over', refused('time'), 'DECISION_LATE', /Nobody decided in time.*is told.*refused \(NO_SEATS\)/],
    [
      'the reservation system decided',
      refused('callback'),
      'ALREADY_DECIDED',
      /is told that it is refused \(NO_SEATS\)/,
    ],
    ['it was accepted', accepted(), 'ALREADY_DECIDED', /accepted/],
  ])('is told what happened instead when %s', async (_what, told, code, message) => {
    const taken = await shop.submit('decide', 'k1', accept);
    await shop.tell(told);
    expect(await shop.submit('decide', 'k2', accept)).toMatchObject({ kind: 'accepted', repeated: true });
    if (taken.kind !== 'accepted') throw new Error(taken.message);
    expect(await shop.later(taken.command, 0)).toMatchObject({
      state: 'FAILED',
      code,
      message: expect.stringMatching(message),
    });
    expect(await shop.submit('decide', 'k3', accept)).toMatchObject({
      kind: 'refused',
      code: 'NOT_ALLOWED',
      reasonCode: code,
      message: expect.stringMatching(message),
    });
  });

  it('goes on after a kill before and after it is recorded', async () => {
    const submission = await shop.submit('decide', 'k', accept);
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    await shop.workDyingAt('dossier.append');
    await shop.workDyingAt('command.settle');
    expect(await shop.later(submission.command, 600_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.dossiers.read(ORDER_ID)).toHaveLength(2);
  });

  it.each([
    ['accepted without a number', { ...accept, agentOrderNumber: null }, 'agentOrderNumber'],
    ['refused with a number', { ...refuse, agentOrderNumber: 'A-7' }, 'agentOrderNumber'],
    ['refused without a code', { ...refuse, code: null }, 'code'],
    ['accepted with a code', { ...accept, code: 'X' }, 'code'],
  ])('is refused when it is %s', async (_what, input, path) => {
    expect(await shop.submit('decide', 'k', input)).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path }] });
  });
});

describe('a decision about a refund', () => {
  const accepting = { orderReference: ORDER_ID, refundReference: 'a', accept: true };
  const refusing = { orderReference: ORDER_ID, refundReference: 'a', accept: false, code: 'TOO_LATE' };

  beforeEach(() => shop.tell(accepted(), confirmed(), issued(), asked('a', 'T1')));

  it.each([
    ['accepted', accepting, 'REFUNDED'],
    ['refused', refusing, 'REFUND_FAILED'],
  ])('goes into the dossier, and calls nobody: %s', async (_what, input, status) => {
    expect(await shop.done('decideRefund', 'k', input)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.standing()).toEqual(['FULFILLED', status, 'ISSUED']);
    expect(shop.gateway.calls).toEqual([]);
  });

  it.each<[string, Told, string, RegExp]>([
    [
      'the time is over',
      answered('a', { accepted: null, by: 'time' }),
      'DECISION_LATE',
      /is told.*being processed: report/,
    ],
    [
      'it was decided',
      answered('a', { accepted: true, by: 'callback' }),
      'ALREADY_DECIDED',
      /is told that it is accepted/,
    ],
  ])('is told what happened instead when %s', async (_what, told, code, message) => {
    const taken = await shop.submit('decideRefund', 'k1', refusing);
    await shop.tell(told);
    if (taken.kind !== 'accepted') throw new Error(taken.message);
    const expected = { message: expect.stringMatching(message) };
    expect(await shop.later(taken.command, 0)).toMatchObject({ state: 'FAILED', code, ...expected });
    expect(await shop.submit('decideRefund', 'k2', refusing)).toMatchObject({ reasonCode: code, ...expected });
  });

  it('is refused of a refund that is not there', async () => {
    expect(await shop.submit('decideRefund', 'k', { ...accepting, refundReference: 'z' })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'refundReference', message: 'z is no refund of order 9007199254740993; its refunds are a' }],
    });
  });
});
