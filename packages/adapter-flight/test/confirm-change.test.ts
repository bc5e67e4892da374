import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { QuoteFacts } from '@interline/core';

import { confirmChange } from '../src/changes/confirm-change.ts';
import { priceChange } from '../src/changes/price-change.ts';
import { requestChange } from '../src/changes/request-change.ts';
import { fetchOrder } from '../src/fetch-order.ts';
import type { WireChange } from '../src/mapping/wire-order.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
import { dayLater } from './flight-hub.ts';
import { attempt, openTravelDesk } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const NOW = new Date('2026-11-22T04:00:00Z');
const { changeStatus } = FLIGHT_WORDS;

describe('the price of a change', () => {
  it.each<[string, WireChange | undefined, string]>([
    ['of which the channel has none', undefined, 'CHANGE_NOT_FOUND'],
    ['that the airline has not answered', { status: changeStatus.submitted }, 'CHANGE_NOT_PRICED'],
    ['without an amount', { status: changeStatus.awaitingPayment }, 'CHANGE_NOT_PRICED'],
    ['of which one fee is missing', { status: changeStatus.awaitingPayment, changeFee: 1n }, 'CHANGE_NOT_PRICED'],
    ['whose hold is over', { status: changeStatus.awaitingPayment, total: 1n, payBy: NOW }, 'CHANGE_EXPIRED'],
    ['that is paid', { status: changeStatus.awaitingTicketing }, 'CHANGE_PAID'],
    ['that is done', { status: changeStatus.ticketed }, 'CHANGE_PAID'],
    ['that is closed', { status: changeStatus.closed }, 'CHANGE_CLOSED'],
    ['of a status that nobody knows', { status: 77 }, 'CHANGE_STATUS_UNKNOWN'],
    ['without a status', {}, 'CHANGE_STATUS_UNKNOWN'],
  ])('is refused for one %s', (_name, change, code) => {
    expect(priceChange(change, '7', NOW)).toMatchObject({ outcome: 'refused', code });
  });

  it('is both fees where the channel gives no total', () => {
    const change = { status: changeStatus.awaitingPayment, changeFee: 5_000n, upgradeFee: 7_050n };
    expect(priceChange(change, '7', NOW)).toMatchObject({ quote: { fee: 5_000n, amount: 12_050n } });
  });

  it('holds ten minutes where the channel names no deadline', () => {
    const change = { status: changeStatus.awaitingPayment, changeFee: 5_000n, total: 12_050n };
    expect(priceChange(change, '7', NOW)).toMatchObject({
      outcome: 'priced',
      quote: { fee: 5_000n, amount: 12_050n, changeReference: '7', expiresAt: new Date('2026-11-22T04:10:00Z') },
    });
  });
});

describe('paying a change', () => {
  let desk: TravelDesk;

  beforeEach(async () => {
    desk = await openTravelDesk();
  });
  afterEach(async () => {
    await desk.close();
  });

  it('pays nothing when the price has moved, and gives the price that holds now', async () => {
    const quote = await quotedChange();
    const outcome = await confirmChange.send(
      desk.context,
      { quote: quote.id },
      attempt(desk, { quote: { ...quote, amount: (quote.amount ?? 0n) - 100n } }),
    );
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'PRICE_CHANGED', quote: { amount: quote.amount } });
    expect(desk.sandbox.control.ledger({ kind: 'effect' }).entries).toHaveLength(1);
  });

  it('takes a payment that landed before for its own when it is sent again', async () => {
    const quote = await quotedChange();
    desk.sandbox.control.flight.advanceChange(quote.changeReference ?? '', { to: 'awaitingTicketing' });
    const again = attempt(desk, { quote, number: 2 });
    expect(await confirmChange.send(desk.context, { quote: quote.id }, again)).toMatchObject({ outcome: 'succeeded' });
  });

  async function quotedChange(): Promise<QuoteFacts> {
    const { id: orderReference } = desk.sandbox.control.flight.createOrder({ advance: 'ticketed' });
    const { detail } = await fetchOrder(desk.context, orderReference);
    const wish = await dayLater({ detail: async () => detail }, { id: orderReference });
    const input = requestChange.input.parse(wish);
    const outcome = await requestChange.send(desk.context, input, attempt(desk));
    if (outcome.outcome !== 'succeeded' || !outcome.quote) throw new Error(`no price: ${JSON.stringify(outcome)}`);
    return { ...outcome.quote, id: '01900000-0000-7000-8000-000000000000', reference: orderReference };
  }
});
