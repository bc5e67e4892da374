import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { applySnapshots } from '@interline/core/hub';
import type { OrderSnapshot, ShopIdentity } from '@interline/core';

import { createLogRecorder, createManualClock, createTestHub, snapshotFaults, timelineFaults } from '../src/index.ts';
import type { TestHub } from '../src/index.ts';
import { createMessageTap } from '../src/suite/message-tap.ts';
import { mapToyAnswer } from './toy-adapter.ts';
import { toyHarness } from './toy-harness.ts';

const PART = { itemReference: null, channelStatus: 'word', amount: null, requestedAt: null, detail: {} };
const REFUND = { ...PART, reference: 'R1', status: 'REQUESTED' } as const;
const CHANGE = { ...PART, reference: 'C1', status: 'AWAITING_PAYMENT', deadline: null } as const;
const TICKET = { ...PART, reference: 'T1', status: 'ISSUED', kind: 'FLIGHT', number: null } as const;
const NOTICE = { code: 'SCHEDULE_CHANGED', key: 'moved', itemReference: null, from: null, to: null, data: {} } as const;

describe('the manual clock', () => {
  it('runs what falls due in order of time, also what is scheduled on the way', () => {
    const clock = createManualClock(new Date('2026-01-01T00:00:00Z'));
    const seen: string[] = [];
    const note = (name: string) => () => void seen.push(`${name} ${clock.now().toISOString().slice(17, 23)}`);
    clock.schedule(2_000, note('second'));
    clock.schedule(1_000, () => {
      note('first')();
      clock.schedule(500, note('nested'));
    });
    clock.schedule(9_000, note('late'));
    clock.schedule(1_500, note('cancelled'))();
    clock.advance(3_000);
    expect(seen).toEqual(['first 01.000', 'nested 01.500', 'second 02.000']);
    expect(clock.now()).toEqual(new Date('2026-01-01T00:00:03Z'));
  });

  it('runs what is due at the same moment in the order it was scheduled in', () => {
    const clock = createManualClock();
    const seen: number[] = [];
    for (const number of [1, 2, 3]) clock.schedule(10, () => void seen.push(number));
    clock.advance(10);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('tells once of each wait of a length, whether it began before or begins later', async () => {
    const clock = createManualClock();
    const told: string[] = [];
    const note = (name: string) => () => void told.push(name);
    clock.schedule(3_000, () => {});
    clock.schedule(1_000, () => {});
    await clock.waits(3_000).then(note('before'));
    const later = [clock.waits(3_000).then(note('first')), clock.waits(3_000).then(note('second'))];
    clock.schedule(3_000, () => {});
    await later[0];
    expect(told).toEqual(['before', 'first']);
    clock.schedule(3_000, () => {});
    await later[1];
    expect(told).toEqual(['before', 'first', 'second']);
  });
});

it('the log recorder keeps errors with their causes', () => {
  const logs = createLogRecorder();
  logs.warn({ err: new Error('outer', { cause: new Error('the secret inside') }) }, 'failed');
  expect(logs.text()).toContain('the secret inside');
  expect(logs.text()).toMatch(/^warn failed/);
});

it('the message tap counts a message that comes twice once', async () => {
  const tap = createMessageTap();
  const message = { topic: 't', upstreamId: '1', content: '', accountId: null, publishedAt: null, via: 'push' };
  tap.put(message);
  tap.put(message);
  const two = tap.take(2);
  tap.put({ ...message, upstreamId: '2' });
  expect((await two).map(({ upstreamId }) => upstreamId)).toEqual(['1', '1', '2']);
});

describe('snapshotFaults', () => {
  const [{ raw } = { raw: '' }] = toyHarness.samples;
  const sound = mapToyAnswer(raw);
  const [item] = sound.items;
  if (!item) throw new Error('the toy has no item');

  it('finds nothing in a sound snapshot', () => {
    expect(snapshotFaults(sound)).toEqual([]);
    const parts = { refunds: [REFUND], changes: [CHANGE], tickets: [TICKET], notices: [NOTICE] };
    expect(snapshotFaults({ ...sound, ...parts })).toEqual([]);
  });

  test.each<[string, Partial<OrderSnapshot>]>([
    ['reference is empty', { reference: '' }],
    ['currency yuan is not of ISO 4217', { currency: 'yuan' }],
    ['paidAt is no date', { paidAt: new Date(Number.NaN) }],
    ['two items have one reference', { items: [item, item] }],
    [`item ${item.reference}: quantity 0.5 is not whole`, { items: [{ ...item, quantity: 0.5 }] }],
    ['two persons have one place', { travellers: [...sound.travellers, ...sound.travellers] }],
    ['two refunds have one reference', { refunds: [REFUND, REFUND] }],
    ["refund R1: status GONE is not one of the core's", { refunds: [{ ...REFUND, status: 'GONE' as 'NONE' }] }],
    ['change C1: deadline is no date', { changes: [{ ...CHANGE, deadline: new Date(Number.NaN) }] }],
    ["change C1: status NONE is not one of the core's", { changes: [{ ...CHANGE, status: 'NONE' as 'UNKNOWN' }] }],
    ['ticket T1 belongs to item x, which is not there', { tickets: [{ ...TICKET, itemReference: 'x' }] }],
    ['two tickets have one reference', { tickets: [TICKET, TICKET] }],
    ['two notices of one code have one key', { notices: [NOTICE, NOTICE] }],
    ['notice moved belongs to item x, which is not there', { notices: [{ ...NOTICE, itemReference: 'x' }] }],
    ['a detail is not plain JSON', { notices: [{ ...NOTICE, data: { at: Number.NaN } }] }],
    ['a detail is not plain JSON', { detail: { at: new Date() as unknown as string } }],
    ['a detail is not plain JSON', { items: [{ ...item, detail: { price: 1n as unknown as string } }] }],
  ])('finds: %s', (fault, change) => expect(snapshotFaults({ ...sound, ...change })).toEqual([fault]));
});

describe('timelineFaults', () => {
  let hub: TestHub;
  let shop: ShopIdentity;

  beforeAll(async () => {
    const { adapter, config } = { adapter: (await import('./toy-adapter.ts')).toyAdapter, config: { server: null } };
    hub = await createTestHub({ channels: [{ adapter: adapter as never, config }] });
    shop = await hub.addShop({ channel: 'toy', accountId: 'toys', accountNick: 'Toys' });
  });
  afterAll(() => hub.close());

  it('finds a state that was told twice, and one that was left out', async () => {
    const [{ raw } = { raw: '' }] = toyHarness.samples;
    const states = ['NEW', 'PAID', 'SHIPPED'];
    for (const [second, state] of states.entries()) {
      const modifiedAt = `2026-11-22T04:00:0${second}.000Z`;
      const ticket = { ...TICKET, status: second === 0 ? 'ISSUING' : 'ISSUED' } as const;
      const notice = { ...NOTICE, key: state };
      const order = mapToyAnswer(JSON.stringify({ ...JSON.parse(raw), state, modifiedAt }));
      const snapshot = { ...order, tickets: [ticket], notices: [notice] };
      await applySnapshots(hub.context, [{ shop, snapshot, observedAt: hub.clock.now(), cause: 'MANUAL' }]);
      hub.clock.advance(1_000);
    }
    expect(await timelineFaults(hub.database, shop.id)).toEqual([]);

    const columns =
      'order_id, shop_id, channel, type, item_reference, from_value, to_value, version, cause, occurred_at, recorded_at, data';
    await hub.database.query({
      name: 'testing.double_event',
      text: `insert into interline.order_event (${columns})
             select ${columns} from interline.order_event
              where type = 'STATUS_CHANGED' and to_value = 'AWAITING_FULFILMENT' or type = 'TICKET_CHANGED' or data ->> 'key' = 'PAID' order by seq`,
    });
    expect(await timelineFaults(hub.database, shop.id)).toEqual([
      expect.stringContaining('STATUS_CHANGED from AWAITING_PAYMENT to AWAITING_FULFILMENT, but it stood at FULFILLED'),
      expect.stringContaining('SCHEDULE_CHANGED twice'),
      expect.stringContaining('TICKET_CHANGED from ISSUING to ISSUED, but it stood at ISSUED'),
    ]);
  });
});
