import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { sign } from '@interline/top-client/codec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FlightOrderView, LedgerEntry, ManualClock, Sandbox } from '../src/index.ts';
import { firstSegment, flightDesk, listIn, passengerIds } from './flight-desk.ts';
import type { Desk } from './flight-desk.ts';
import { signed } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';

const { outcome, refund, refundCreateAnswer, refundCreateRequest, refundRenderAnswer, refundRenderRequest } =
  FLIGHT_NAMES;
const { errorCode, refundApplyType, refusalText } = FLIGHT_WORDS;
const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

let clock: ManualClock;
let sandbox: Sandbox;
let desk: Desk;
let orderId: string;

beforeEach(async () => {
  clock = manualClock(new Date('2026-11-22T04:00:00Z'));
  sandbox = await createSandbox({ clock });
  desk = flightDesk(sandbox);
  orderId = await desk.ticketed(['ADULT', 'ADULT', 'CHILD']);
});
afterEach(() => sandbox.close());

describe('a refund', () => {
  test('is rendered per ticket, and fee and money add up to what was paid', async () => {
    const rendered = await desk.render(orderId);
    const lines = listIn(rendered, refundRenderAnswer.lines);
    const sum = (field: string): number => Math.round(lines.reduce((so, line) => so + Number(line[field]), 0) * 100);
    expect(rendered[refundRenderAnswer.calculated]).toBe(true);
    expect(lines).toHaveLength(3);
    expect(sum(FLIGHT_NAMES.refundLine.fee)).toBe(fen(rendered[refundRenderAnswer.fee]));
    expect(sum(FLIGHT_NAMES.refundLine.amount)).toBe(fen(rendered[refundRenderAnswer.amount]));
    expect(fen(rendered[refundRenderAnswer.fee]) + fen(rendered[refundRenderAnswer.amount])).toBe(view().total);
  });

  test('costs more the nearer the departure', async () => {
    const early = fen((await desk.render(orderId))[refundRenderAnswer.fee]);
    clock.advance(25 * 86_400_000);
    const late = fen((await desk.render(orderId))[refundRenderAnswer.fee]);
    expect(late).toBeGreaterThan(early);
  });

  test('of one passenger is applied for, approved and paid; the rest of the order stays', async () => {
    const [first] = passengerIds(await desk.detail(orderId), FLIGHT_NAMES);
    const only = { [refundCreateRequest.passengerIds]: [first] };
    const rendered = await desk.render(orderId, only);
    const applied = await desk.refund(orderId, rendered, { ...only, [refundCreateRequest.outRefundNumber]: 'IR1' });
    const refundId = String(applied[refundCreateAnswer.refundNumber]);
    sandbox.control.flight.advanceRefund(refundId, { to: 'refunded' });
    expect(await detailOf(refundId)).toMatchObject({
      [refund.outRefundNumber]: 'IR1',
      [refund.status]: FLIGHT_WORDS.refundStatus.refunded,
      [refund.fee]: rendered[refundRenderAnswer.fee],
      [refund.passengerIds]: [first],
      [refund.payments]: [{ [FLIGHT_NAMES.refundPayment.amount]: rendered[refundRenderAnswer.amount] }],
    });
    expect(view()).toMatchObject({ status: 'ticketed', returned: fen(rendered[refundRenderAnswer.amount]) });
    expect(messageCount()).toBe(2);
  });

  test('of everything ends the order', async () => {
    const applied = await desk.refund(orderId, await desk.render(orderId));
    const refundId = String(applied[refundCreateAnswer.refundNumber]);
    expect(sandbox.control.flight.advanceRefund(refundId, { to: 'refunded' }).status).toBe('refunded');
    expect(await desk.render(orderId)).toMatchObject({ [outcome.errorCode]: errorCode.notRefundable });
  });

  test('that is refused leaves the tickets good', async () => {
    const applied = await desk.refund(orderId, await desk.render(orderId));
    const refundId = String(applied[refundCreateAnswer.refundNumber]);
    expect(await desk.render(orderId)).toMatchObject({ [outcome.errorCode]: errorCode.notRefundable });
    sandbox.control.flight.advanceRefund(refundId, { to: 'closed' });
    expect(await detailOf(refundId)).toMatchObject({ [refund.refusal]: expect.any(String) as string });
    expect(await desk.render(orderId)).toMatchObject({ [outcome.isSuccess]: true });
  });

  test('on the platform’s own pages has the fee that holds now', async () => {
    const [first] = passengerIds(await desk.detail(orderId), FLIGHT_NAMES);
    const rendered = await desk.render(orderId, { [refundRenderRequest.passengerIds]: [first] });
    const passengers = [String(first)];
    const { refunds } = sandbox.control.flight.applyForRefund(orderId, { passengers });
    const fee = fen(rendered[refundRenderAnswer.fee]);
    expect(refunds).toMatchObject([{ status: 'requested', passengers, fee, outRefundNumber: null }]);
    expect(() => sandbox.control.flight.applyForRefund(orderId, { passengers })).toThrow(/客票已退或正在退票/);
  });

  test('is paid again in addition, and both payments add up', async () => {
    const applied = await desk.refund(orderId, await desk.render(orderId));
    const refundId = String(applied[refundCreateAnswer.refundNumber]);
    const before = sandbox.control.flight.advanceRefund(refundId, { to: 'refunded' });
    const after = sandbox.control.flight.supplementRefund(refundId, { amount: 10.5 });
    expect(after.returned).toBe(before.returned + 1050);
    expect(after.refunds[0]?.payments.map(({ supplementary }) => supplementary)).toEqual([false, true]);
    expect(messageCount()).toBe(3);
    expect(() => sandbox.control.flight.supplementRefund(refundId, { amount: 100_000 })).toThrow(/give less/);
  });

  test('is reviewed and paid by itself after the set times', async () => {
    sandbox.control.flight.setPolicy({ reviewSeconds: 60, refundSeconds: 30 });
    await desk.refund(orderId, await desk.render(orderId));
    clock.advance(60_000);
    expect(view().refunds[0]?.status).toBe('approved');
    clock.advance(30_000);
    expect(view().refunds[0]?.status).toBe('refunded');
  });

  test('a repeated number applies a second time where tickets are left, which the ledger counts', async () => {
    const people = passengerIds(await desk.detail(orderId), FLIGHT_NAMES);
    for (const person of people.slice(0, 2)) {
      const only = { [refundCreateRequest.passengerIds]: [person] };
      await desk.refund(orderId, await desk.render(orderId, only), {
        ...only,
        [refundCreateRequest.outRefundNumber]: 'SAME',
      });
    }
    const effects = sandbox.control.ledger({ kind: 'effect' }).entries.filter(({ ownNumber }) => ownNumber === 'SAME');
    expect(effects.map(({ subOrder }) => subOrder)).toEqual(view().refunds.map(({ id }) => id));
  });
});

describe('the fee', () => {
  test('that moved is refused, and rendered again it is taken', async () => {
    const rendered = await desk.render(orderId);
    sandbox.control.flight.refundFeeMoves({ by: 5 });
    expect(await desk.refund(orderId, rendered)).toMatchObject({
      [outcome.errorCode]: errorCode.refundFeeChanged,
      [outcome.errorMessage]: refusalText.refundFeeChanged,
    });
    const again = await desk.render(orderId);
    expect(fen(again[refundRenderAnswer.fee])).toBe(fen(rendered[refundRenderAnswer.fee]) + 1500);
    expect(await desk.refund(orderId, again)).toMatchObject({ [outcome.isSuccess]: true });
  });

  test('that was not calculated must be empty', async () => {
    sandbox.control.flight.setPolicy({ precalculation: false });
    const rendered = await desk.render(orderId);
    expect(rendered).toMatchObject({ [refundRenderAnswer.calculated]: false });
    expect(rendered).not.toHaveProperty(refundRenderAnswer.fee);
    const stated = { [refundCreateRequest.fee]: 0 };
    expect(await desk.refund(orderId, rendered, stated)).toMatchObject({
      [outcome.errorCode]: errorCode.refundFeeChanged,
    });
    const applied = await desk.refund(orderId, rendered, { [refundCreateRequest.fee]: '' });
    const refundId = String(applied[refundCreateAnswer.refundNumber]);
    expect(await detailOf(refundId)).not.toHaveProperty(refund.fee);
    sandbox.control.flight.advanceRefund(refundId, { to: 'approved' });
    expect(await detailOf(refundId)).toHaveProperty(refund.fee);
  });

  test('of a render that is over is refused', async () => {
    const rendered = await desk.render(orderId);
    clock.advance(900_000);
    expect(await desk.refund(orderId, rendered)).toMatchObject({ [outcome.errorCode]: errorCode.refundFeeChanged });
  });
});

describe('the reason', () => {
  test('epidemic needs a policy', async () => {
    const type = { [refundCreateRequest.applyType]: refundApplyType.EPIDEMIC };
    const rendered = await desk.render(orderId, type);
    expect(await desk.refund(orderId, rendered, type)).toMatchObject({
      [outcome.errorCode]: errorCode.refundRuleChanged,
      [outcome.errorMessage]: refusalText.refundRuleChanged,
    });
    sandbox.control.flight.setPolicy({ epidemic: true });
    expect(await desk.refund(orderId, rendered, type)).toMatchObject({ [outcome.isSuccess]: true });
  });

  test('illness needs an attachment, and costs nothing', async () => {
    const type = { [refundCreateRequest.applyType]: refundApplyType.ILLNESS };
    const rendered = await desk.render(orderId, type);
    expect(rendered[refundRenderAnswer.fee]).toBe(0);
    expect(await desk.refund(orderId, rendered, type)).toMatchObject({ [outcome.errorCode]: errorCode.notRefundable });
    const unknown = { ...type, [refundCreateRequest.attachments]: ['none'] };
    expect(await desk.refund(orderId, rendered, unknown)).toMatchObject({ [outcome.errorCode]: errorCode.fileRefused });
    const uploaded = await upload(PNG);
    const attachments = { [refundCreateRequest.attachments]: [uploaded[FLIGHT_NAMES.uploadAnswer.fileKey]] };
    expect(await desk.refund(orderId, rendered, { ...type, ...attachments })).toMatchObject({
      [outcome.isSuccess]: true,
    });
  });

  test('schedule change needs an attachment only where no airline told of one', async () => {
    const type = { [refundCreateRequest.applyType]: refundApplyType.SCHEDULE_CHANGE };
    const rendered = await desk.render(orderId, type);
    expect(await desk.refund(orderId, rendered, type)).toMatchObject({ [outcome.errorCode]: errorCode.notRefundable });
    sandbox.control.flight.moveSchedule({ order: orderId, cancelled: true });
    expect(await desk.refund(orderId, rendered, type)).toMatchObject({ [outcome.isSuccess]: true });
  });
});

test('refused: an order without tickets, somebody else’s passenger, a segment that is not of the order', async () => {
  const { id } = sandbox.control.flight.createOrder({ advance: 'paid' });
  const refusal = { [outcome.isSuccess]: false, [outcome.errorCode]: errorCode.notRefundable };
  expect(await desk.render(id)).toMatchObject(refusal);
  expect(await desk.render(orderId, { [refundRenderRequest.passengerIds]: ['1'] })).toMatchObject(refusal);
  expect(await desk.render(orderId, { [refundRenderRequest.segmentIds]: ['none'] })).toMatchObject(refusal);
});

test.each([
  ['a text', Buffer.from('just text'), false],
  ['an empty file', Buffer.alloc(0), false],
  ['more than 5 MiB', Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]), false],
  ['a picture', PNG, true],
  ['a PDF', Buffer.from('%PDF-1.7 …'), true],
])('uploading %s', async (_name, bytes, taken) => {
  expect(await upload(bytes)).toMatchObject({ [outcome.isSuccess]: taken });
});

test('refunds are listed with their order', async () => {
  const applied = await desk.refund(orderId, await desk.render(orderId));
  const { refundListRequest, refundListAnswer } = FLIGHT_NAMES;
  const listed = await desk.call('refundList', { [refundListRequest.orderId]: orderId });
  expect(listIn(listed, refundListAnswer.refunds)).toMatchObject([
    {
      [refund.refundNumber]: applied[refundCreateAnswer.refundNumber],
      [refund.status]: FLIGHT_WORDS.refundStatus.requested,
    },
  ]);
});

test('a segment of the order is named as the detail names it', async () => {
  const segment = firstSegment(await desk.detail(orderId), FLIGHT_NAMES)[FLIGHT_NAMES.segment.id];
  const rendered = await desk.render(orderId, { [refundRenderRequest.segmentIds]: [segment] });
  expect(listIn(rendered, refundRenderAnswer.lines)[0]?.[FLIGHT_NAMES.refundLine.segmentId]).toBe(segment);
});

function view(): FlightOrderView {
  return sandbox.control.flight.order(orderId);
}

function detailOf(refundId: string): Promise<Fields> {
  return desk.call('refundDetail', { [FLIGHT_NAMES.refundDetailRequest.refundNumber]: refundId });
}

async function upload(bytes: Buffer): Promise<Fields> {
  const { uploadRequest, method } = FLIGHT_NAMES;
  const session = sandbox.control.shops().find(({ channel }) => channel === 'flight')?.session ?? undefined;
  const { sign: _unsigned, ...fields } = signed(sandbox, {
    method: method.upload,
    session,
    simplify: 'true',
    [uploadRequest.orderId]: orderId,
    [uploadRequest.fileName]: '证明.png',
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('sign', sign(fields, sandbox.app.secret, 'hmac-sha256'));
  form.set(uploadRequest.file, new Blob([new Uint8Array(bytes)]), 'proof.png');
  return (await (await fetch(sandbox.gatewayUrl, { method: 'POST', body: form })).json()) as Fields;
}

function messageCount(): number {
  const isRefund = ({ what }: LedgerEntry): boolean => what === FLIGHT_NAMES.topic.refund;
  return sandbox.control.ledger({ kind: 'message' }).entries.filter(isRefund).length;
}

function fen(yuan: unknown): number {
  return Math.round(Number(yuan) * 100);
}
