import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ingestMessage, workCommands } from '@interline/core/hub';

import { tmcSource } from '../src/tmc-source.ts';
import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';
import { dyingAt } from './dying-at.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FlightOrderView } from './sandbox.ts';

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(async () => {
  await desk.close();
});

const METHOD = FLIGHT_NAMES.method;
const LONGER_THAN_LEASE_AND_WINDOW_MS = 130_000;
const DAY_MS = 86_400_000;

describe('a refund with files', () => {
  it('is applied for once when its worker dies after a file was uploaded', async () => {
    const { order, quote, attachments } = await quotedForIllness();
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: METHOD.upload, count: 1 }] });
    const submitted = await desk.submit('confirmRefund', 'first', { quote, attachments });
    const command = submitted.kind === 'accepted' ? submitted.command : undefined;
    await expect(workCommands(dyingAt(desk.hub.context, 'command.postpone'), { limit: 1 })).rejects.toThrow(
      'could not be worked on',
    );
    expect([desk.ledger('upload', 'effect').length, desk.ledger('refundCreate', 'attempt').length]).toEqual([1, 0]);

    desk.hub.clock.advance(LONGER_THAN_LEASE_AND_WINDOW_MS);
    await desk.hub.settle();
    expect(await desk.submit('confirmRefund', 'first', { quote, attachments })).toMatchObject({
      repeated: true,
      command: { id: command?.id, state: 'SUCCEEDED', attempts: 2 },
    });
    expect(truth(order).refunds).toHaveLength(1);
  });

  it('is not applied for when the channel refuses a file; the quote stays good', async () => {
    const { order, quote, attachments } = await quotedForIllness();
    const refusal = { code: 15, subCode: FLIGHT_WORDS.errorCode.fileRefused, subMsg: '附件须为JPG、PNG或PDF' };
    desk.sandbox.control.setFaults({ calls: [{ kind: 'error', method: METHOD.upload, count: 1, ...refusal }] });
    expect(await desk.done('confirmRefund', 'first', { quote, attachments })).toMatchObject({
      state: 'FAILED',
      code: 'FILE_REFUSED',
    });
    expect(desk.ledger('refundCreate', 'attempt')).toEqual([]);
    expect(await desk.done('confirmRefund', 'second', { quote, attachments })).toMatchObject({ state: 'SUCCEEDED' });
    expect(truth(order).refunds).toHaveLength(1);
  });

  it('ends with its quote when no file ever comes through', async () => {
    const { quote, attachments } = await quotedForIllness();
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: METHOD.upload }] });
    let command = await desk.done('confirmRefund', 'first', { quote, attachments });
    for (let minute = 0; minute < 20; minute += 1) command = await desk.later(command, 60_000);
    expect(command).toMatchObject({ state: 'FAILED', code: 'QUOTE_EXPIRED' });
    expect(desk.ledger('refundCreate', 'attempt')).toEqual([]);
  });
});

describe('a supplementary refund', () => {
  it('of an order whose every ticket went back long ago arrives by its message, and is told', async () => {
    const { flight } = desk.sandbox.control;
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'VOLUNTARY' });
    await desk.done('confirmRefund', 'first', { quote: quote.id });
    const [refund] = truth(order).refunds;
    flight.advanceRefund(refund?.id ?? '', { to: 'refunded' });
    await desk.sync(order.id);
    expect(truth(order).status).toBe('refunded');
    desk.hub.clock.advance(60 * DAY_MS);

    const amounts: unknown[] = [];
    for (const [index, amount] of [20.5, 0.1, 0.2].entries()) {
      flight.supplementRefund(refund?.id ?? '', { amount });
      await told(order, refund?.id ?? '', `m${index}`);
      amounts.push(await refundedAmount(order));
    }
    const back = quote.amount ?? 0n;
    expect(amounts).toEqual([2_050n, 2_060n, 2_080n].map((more) => String(back + more)));
    expect(await refundEvents(order)).toEqual(['REQUESTED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });
});

async function quotedForIllness() {
  const order = await desk.order();
  const { id: quote } = await desk.priced('refund', { orderReference: order.id, reason: 'ILLNESS' });
  return { order, quote, attachments: [await desk.attach(), await desk.attach()] };
}

/** What the channel sends when more money came back, its numbers as numbers; delivered twice. */
async function told({ id }: FlightOrderView, refund: string, message: string): Promise<void> {
  const { topic, refundMessage: field } = FLIGHT_NAMES;
  const content =
    `{"${field.id}":"${message}","${field.type}":"${FLIGHT_WORDS.refundMessage.succeeded}",` +
    `"${field.orderId}":${id},"${field.refundNumber}":${refund},"${field.supplementary}":true}`;
  const { accountId } = desk.shop;
  const arrival = { topic: topic.refund, upstreamId: message, content, accountId, publishedAt: null, via: 'push' };
  for (let time = 0; time < 2; time += 1) {
    await ingestMessage(desk.hub.context, 'flight', tmcSource(FLIGHT_NAMES), arrival);
  }
  await desk.hub.settle();
}

function truth({ id }: FlightOrderView): FlightOrderView {
  return desk.sandbox.control.flight.order(id);
}

async function refundEvents({ id }: FlightOrderView): Promise<readonly string[]> {
  const events = await desk.hub.database.query<{ to: string }>(
    {
      name: 'test.refund_events',
      text: `select event.to_value as "to"
               from interline.order_event event join interline.orders on orders.id = event.order_id
              where orders.reference = $1 and event.type = 'REFUND_CHANGED' order by event.seq`,
    },
    [id],
  );
  return events.map(({ to }) => to);
}

async function refundedAmount({ id }: FlightOrderView): Promise<string | undefined> {
  const [refund] = await desk.hub.database.query<{ amount: string }>(
    {
      name: 'test.refunded_amount',
      text: `select refund.amount::text as amount
               from interline.refund join interline.orders on orders.id = refund.order_id where orders.reference = $1`,
    },
    [id],
  );
  return refund?.amount;
}
