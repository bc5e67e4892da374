import { resolveCommand, workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { accepted, answered, asked, confirmed, created, issued, ORDER_ID } from './dossier-entries.ts';
import type { NextAnswer } from './report-gateway.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';

const SETTLE_WINDOW_MS = 60_000;
const GIVE_UP_AFTER_MS = 25 * 60 * 60_000;
let shop: ReportHub;

/** Both tickets are asked for, each by itself, and are to be reported. */
beforeEach(async () => {
  const processing = { accepted: null, by: 'time' } as const;
  const sold = [created(), accepted(), confirmed(), issued()];
  shop = await openReportHub(
    ...sold,
    asked('a', 'T1'),
    answered('a', processing),
    asked('b', 'T2'),
    answered('b', processing),
  );
});
afterEach(() => shop.close());

const refund = (ticketId: string | null): object => ({
  orderReference: ORDER_ID,
  ticketId,
  refunded: { amount: ticketId === null ? '21000' : '10000' },
});

/** Money that truly went back, by ticket; the whole order is both. */
function timesPaidBack(): Record<string, number> {
  const whole = shop.gateway.effects.filter((effect) => effect.endsWith(' A-1')).length;
  const of = (ticket: string): number => shop.gateway.effects.filter((effect) => effect.endsWith(ticket)).length;
  return { T1: whole + of('T1'), T2: whole + of('T2') };
}

describe.each<[string, string | null, string | null, object]>([
  ['the whole order, then a ticket', null, 'T1', { T1: 1, T2: 1 }],
  ['a ticket, then the whole order', 'T1', null, { T1: 1, T2: 0 }],
])('two reports about the same ticket: %s', (_what, first, second, paid) => {
  const lost = { says: { alitrip_ship_return_notify_response: { ret_code: '0' } } };

  it.each<[string, readonly NextAnswer[]]>([
    ['the answer of the first was lost', ['cut-after', lost]],
    ['the first never arrived so far', ['cut-before', lost]],
  ])('the second is not sent while %s, and afterwards the money is back once', async (_fate, answers) => {
    shop.gateway.next(...answers);
    const unknown = await shop.done('reportRefund', 'k1', refund(first));
    expect(unknown.state).toBe('UNKNOWN');
    const sent = shop.gateway.calls.length;
    const other = await shop.done('reportRefund', 'k2', refund(second));
    expect(other).toMatchObject({
      state: 'FAILED',
      code: 'REFUND_UNDER_WAY',
      message: expect.stringMatching(new RegExp(`Command ${unknown.id} reports a refund .*wait for its outcome`)),
    });
    expect(shop.gateway.calls.length - sent).toBe(0);
    expect(await shop.later(unknown, SETTLE_WINDOW_MS)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await shop.submit('reportRefund', 'k3', refund(second))).toMatchObject({ reasonCode: 'ALREADY_REFUNDED' });
    expect(timesPaidBack()).toEqual(paid);
  });

  it('the second is sent once Fliggy has refused the first', async () => {
    shop.gateway.next({ says: { alitrip_ship_return_notify_response: { ret_success: false, ret_code: 'B7' } } });
    expect(await shop.done('reportRefund', 'k1', refund(first))).toMatchObject({ state: 'FAILED', code: 'B7' });
    expect(await shop.done('reportRefund', 'k2', refund(second))).toMatchObject({ state: 'SUCCEEDED' });
    expect(Math.max(...Object.values(timesPaidBack()))).toBe(1);
  });

  it('the first may be reported again, and the second not, when a person has found that it did not happen', async () => {
    shop.gateway.next('cut-before', lost, lost);
    const unknown = await shop.done('reportRefund', 'k1', refund(first));
    expect(await shop.later(unknown, GIVE_UP_AFTER_MS)).toMatchObject({ state: 'NEEDS_ATTENTION' });
    const finding = { happened: false, note: 'not in the console' };
    const viewer = shop.hub.viewer(['orders:read', 'orders:write']);
    expect(await resolveCommand(shop.hub.context, viewer, unknown.id, finding)).toMatchObject({ kind: 'resolved' });
    expect(await shop.done('reportRefund', 'k2', refund(second))).toMatchObject({ code: 'REFUND_UNDER_WAY' });
    expect(await shop.done('reportRefund', 'k3', refund(first))).toMatchObject({ state: 'SUCCEEDED' });
    expect(Math.max(...Object.values(timesPaidBack()))).toBe(1);
  });

  it('a kill after the intent and before the first byte does not let the second pass', async () => {
    const submission = await shop.submit('reportRefund', 'k1', refund(first));
    if (submission.kind !== 'accepted') throw new Error(submission.message);
    await shop.workDyingAt('dossier.append');
    expect(shop.gateway.calls).toEqual([]);
    await shop.submit('reportRefund', 'k2', refund(second));
    await shop.later(submission.command, 600_000);
    expect(Math.max(...Object.values(timesPaidBack()))).toBe(1);
  });
});

it('ten reports at once, of tickets and of the whole order, pay each ticket back once', async () => {
  const wishes = Array.from({ length: 10 }, (_, index) => [null, 'T1', 'T2', null, 'T1'][index % 5] ?? null);
  await Promise.all(wishes.map((ticketId, index) => shop.submit('reportRefund', `k${index}`, refund(ticketId))));
  const { context } = shop.hub;
  await Promise.all(Array.from({ length: 4 }, () => workCommands(context, { limit: 10 })));
  await shop.hub.settle();
  const paid = Object.values(timesPaidBack());
  expect(Math.max(...paid)).toBe(1);
  expect(paid.reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
  const left = (await shop.standing()).filter((status) => status === 'REFUNDING').length;
  expect(left).toBe(paid.filter((times) => times === 0).length);
});

describe('a report of a refund about which Fliggy still waits for a decision', () => {
  beforeEach(async () => {
    await shop.close();
    shop = await openReportHub(created(), accepted(), confirmed(), issued(), asked('a', 'T1'));
  });

  it('has Fliggy told that it is being processed: no decision pays it back a second time', async () => {
    const decision = await shop.submit('decideRefund', 'd1', {
      orderReference: ORDER_ID,
      refundReference: 'a',
      accept: true,
    });
    if (decision.kind !== 'accepted') throw new Error(decision.message);
    // The report is under way while the decision waits for its turn.
    await shop.tell({
      kind: 'refund.intended',
      key: 'refund-intended-c9',
      content: { commandId: 'c9', ticketId: 'T1' },
    });
    expect(await shop.later(decision.command, 0)).toMatchObject({ state: 'FAILED', code: 'DECISION_LATE' });
    expect((await shop.dossiers.read(ORDER_ID)).map(({ kind }) => kind)).not.toContain('return.decision');
    expect(await shop.standing()).toEqual(['FULFILLED', 'REFUNDING', 'ISSUED']);
  });
});
