import { afterEach, beforeEach, expect, it } from 'vitest';

import { SHIP_NAMES } from '../src/wire.ts';
import { ORDER_ID } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';
import { failureReport, issuedReport } from './report-inputs.ts';

const { orderNotify } = SHIP_NAMES.method;
const MINUTE_MS = 60_000;

let shop: ReportHub;
beforeEach(async () => {
  shop = await openReportHub();
});
afterEach(() => shop.close());

const accepted = async (key: string, input: object): Promise<Parameters<ReportHub['later']>[0]> => {
  const submission = await shop.submit('reportTickets', key, input);
  if (submission.kind !== 'accepted') throw new Error(submission.message);
  return submission.command;
};

it('invariant 6: the settle step is the report again, byte for byte', async () => {
  shop.gateway.next('cut-before', 'cut-after');
  const command = await shop.done('reportTickets', 'k', issuedReport());
  await shop.later(command, MINUTE_MS);
  expect(shop.gateway.calls.length).toBeGreaterThan(2);
  expect(new Set(shop.gateway.calls).size).toBe(1);
  expect(shop.gateway.effects).toHaveLength(1);
});

it.each(['command.mark_sent', 'dossier.append'])(
  'invariant 7: no byte leaves before the intent is committed: killed at %s',
  async (statement) => {
    const command = await accepted('k', issuedReport());
    await shop.workDyingAt(statement);
    expect(shop.gateway.calls).toEqual([]);
    expect(await shop.later(command, 10 * MINUTE_MS)).toMatchObject({ state: 'SUCCEEDED' });
    expect(shop.gateway.calls).toHaveLength(1);
  },
);

it('invariant 8: a failure may be followed by a success, after which the report is frozen', async () => {
  await shop.done('reportTickets', 'k1', failureReport());
  const first = await shop.done('reportTickets', 'k2', issuedReport());
  expect(first).toMatchObject({ state: 'SUCCEEDED' });
  const sent = shop.gateway.calls.length;
  expect(await shop.submit('reportTickets', 'k3', issuedReport())).toMatchObject({
    repeated: true,
    command: { id: first.id },
  });
  const correction = issuedReport({ gate: '9' });
  expect(await shop.submit('reportTickets', 'k4', correction)).toMatchObject({
    code: 'ALREADY_DONE_DIFFERENTLY',
    differences: ['issued.gate'],
  });
  await shop.later(first, 10 * MINUTE_MS);
  expect(shop.gateway.calls).toHaveLength(sent);
});

it.each([
  ['before the call', 'dossier.append', 1],
  ['after the call', 'dossier.append', 2],
  ['while order and tickets are written', 'apply.load', 2],
  ['before the ledger is told', 'command.settle', 1],
])('invariant 8: all tickets or none, and one report, after a kill %s', async (_when, statement, nth) => {
  const command = await accepted('k', issuedReport());
  await shop.workDyingAt(statement, nth);
  const [, ...tickets] = await shop.standing();
  expect(new Set(tickets).size).toBe(1);
  expect(await shop.later(command, 10 * MINUTE_MS)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await shop.standing()).toEqual(['FULFILLED', 'ISSUED', 'ISSUED']);
  expect(shop.gateway.effects).toEqual([`${orderNotify} ${ORDER_ID} true`]);
});
