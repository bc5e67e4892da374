import { afterAll, describe, expect, it, test } from 'vitest';

import { ASKED, decide, decideRefund, INVALID, NEW, NOT_ALLOWED, refund, UNFIT, WANTED } from './bad-wishes.ts';
import { asked, ORDER_ID } from './dossier-entries.ts';
import type { Told as Entry } from './dossier-entries.ts';
import { openReportHub } from './report-hub.ts';
import type { ReportHub } from './report-hub.ts';
import { issuedReport, T2, withSecond } from './report-inputs.ts';
import { ask, wish } from './ship-client.ts';
import type { Wish } from './ship-client.ts';

// A refused wish changes nothing, so one shop serves all that are about the same order.
const shops = new Map<readonly Entry[], ReportHub>();
afterAll(() => Promise.all([...shops.values()].map((shop) => shop.close())));

async function shopWith(told: readonly Entry[]): Promise<ReportHub> {
  const shop = shops.get(told) ?? (await openReportHub(...told));
  shops.set(told, shop);
  return shop;
}

describe('what does not fit is a typed result that names the field, and nothing is sent or kept:', () => {
  test.each(INVALID)('%s (%s)', async (_what, name, told, input, path, says) => {
    const { hub, gateway, dossiers } = await shopWith(told);
    expect(await wish(hub, name, input)).toMatchObject({
      __typename: 'InvalidInput',
      fields: expect.arrayContaining([{ path, message: expect.stringMatching(says) }]),
    });
    expect(gateway.calls).toEqual([]);
    expect(await dossiers.read(ORDER_ID)).toHaveLength(told.length);
  });

  test.each(NOT_ALLOWED)('%s (%s)', async (_what, name, told, input, code, says) => {
    const { hub, gateway, dossiers } = await shopWith(told);
    expect(await wish(hub, name, input)).toMatchObject({
      __typename: 'NotAllowed',
      code,
      message: expect.stringMatching(says),
    });
    expect(gateway.calls).toEqual([]);
    expect(await dossiers.read(ORDER_ID)).toHaveLength(told.length);
  });

  test.each<[Wish, object]>([
    ['reportShipTickets', issuedReport()],
    ['reportShipRefund', refund('T1')],
    ['decideShipOrder', decide()],
    ['decideShipRefund', decideRefund()],
  ])('an order that there is not (%s)', async (name, input) => {
    const { hub } = await shopWith(NEW);
    expect(await wish(hub, name, { ...input, orderReference: '404' })).toMatchObject({
      __typename: 'OrderNotFound',
      message: expect.stringMatching(/no order 404 .*once the channel has called for it/),
    });
  });

  test.each(UNFIT)('%s (%s)', async (_what, name, input, says) => {
    const { hub, gateway } = await shopWith(WANTED);
    expect(await wish(hub, name, input)).toEqual([expect.stringMatching(says)]);
    expect(gateway.calls).toEqual([]);
  });
});

describe('what contradicts', () => {
  it('a report of tickets is told what differs', async () => {
    const { hub } = await shopWith([...WANTED]);
    await wish(hub, 'reportShipTickets', issuedReport());
    await hub.settle();
    const other = { ...issuedReport(withSecond({ ...T2, ticketId: 'T9' })), idempotencyKey: 'other' };
    expect(await wish(hub, 'reportShipTickets', other)).toMatchObject({
      __typename: 'AlreadyDoneDifferently',
      differences: ['issued.passengers[1].tickets[0].ticketId'],
      command: { state: 'SUCCEEDED' },
      message: expect.stringMatching(/has been done with other input .*cannot be changed/),
    });
    expect(await wish(hub, 'reportShipTickets', { ...other, idempotencyKey: 'wish' })).toMatchObject({
      __typename: expect.stringMatching(/IdempotencyKeyReused|AlreadyDoneDifferently/),
    });
  });

  it('an earlier order.create or return.confirm is an anomaly in the order’s timeline', async () => {
    const { hub, tell } = await shopWith([...ASKED]);
    const anomaly = (path: string, value: string) => ({ code: 'UNEXPECTED_TRANSITION', path, value }) as const;
    const contradicted = (kind: string, value: string): Entry => ({
      kind: `${kind}.contradicted`,
      key: kind,
      content: { digest: 'x', anomalies: [anomaly(kind, value)] },
    });
    await tell(contradicted('order.create', 'goodsId'), contradicted('return.confirm', 'surcharge of T1'));
    const { data } = await ask(
      hub,
      `{ order(channel: "ship", reference: "${ORDER_ID}") {
           timeline(first: 50) { nodes { type anomaly { code path value } } } } }`,
    );
    expect(JSON.stringify(data)).toContain(JSON.stringify(anomaly('order.create', 'goodsId')));
    expect(JSON.stringify(data)).toContain(JSON.stringify(anomaly('return.confirm', 'surcharge of T1')));
  });

  it('a report of the whole order while one of its tickets is reported ends with the reason', async () => {
    const { hub, gateway } = await shopWith([...ASKED, asked('b', 'T2')]);
    gateway.next('cut-before', { says: { alitrip_ship_return_notify_response: { ret_code: '0' } } });
    await wish(hub, 'reportShipRefund', refund('T1'));
    await hub.settle();
    const whole = { ...refund(null), idempotencyKey: 'whole' };
    await wish(hub, 'reportShipRefund', whole);
    await hub.settle();
    expect(await wish(hub, 'reportShipRefund', whole)).toMatchObject({
      command: { state: 'FAILED', code: 'REFUND_UNDER_WAY', message: expect.stringMatching(/wait for its outcome/) },
    });
  });
});
