import { afterEach, describe, expect, it } from 'vitest';

import { openQimenHub, read } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { about, CREATE, METHOD, ORDER } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

let ship: QimenHub | undefined;
afterEach(() => ship?.close());

const REFUND = { ...about(ORDER), passenger_list: [{ ticket_id: 'T-1', refund_surcharge: 1_200 }] };

/** A shop in which everything before the call has happened. */
async function shopBefore(method: string): Promise<QimenHub> {
  const hub = await openQimenHub({ defaultPolicy: { mode: 'automatic', surchargePercent: 10 } });
  ship = hub;
  if (method !== METHOD.create) await hub.call(METHOD.create, CREATE);
  if (method === METHOD.refund) {
    await hub.call(METHOD.confirm, about(ORDER));
    await hub.dossiers.append(ORDER, () => [ticketsReported()]);
  }
  return hub;
}

describe.each<[string, object]>([
  [METHOD.create, CREATE],
  [METHOD.confirm, about(ORDER)],
  [METHOD.query, about(ORDER)],
  [METHOD.refund, REFUND],
])('%s whose caller was cut off before the answer', (method, content) => {
  it('gets the first answer when it is repeated byte for byte, and has one effect; then it is a replay', async () => {
    const hub = await shopBefore(method);
    const call = hub.sign(method, content);
    const first = await hub.deliver(call, { cut: true });
    expect(read(first)).toMatchObject({ success: true });
    const effect = await hub.rows();
    hub.hub.clock.advance(30_000);
    const again = { ...call, receivedAt: hub.hub.clock.now() };
    // Cut off once more, and then heard.
    expect(await hub.deliver(again, { cut: true })).toEqual(first);
    expect(await hub.deliver(again)).toEqual(first);
    expect(read(await hub.deliver(again))).toMatchObject({ success: false, ret_code: 'CALL_REPLAYED' });
    expect(await hub.rows()).toBe(effect);
  });

  it('is used up when its repeat is heard, which came while it was being answered', async () => {
    const hub = await shopBefore(method);
    const call = hub.sign(method, content);
    const [cut, heard] = await Promise.all([hub.deliver(call, { cut: true }), hub.deliver(call)]);
    expect(heard).toEqual(cut);
    expect(read(heard)).toMatchObject({ success: true });
    expect(read(await hub.deliver(call))).toMatchObject({ success: false, ret_code: 'CALL_REPLAYED' });
  });

  it('is a replay at another shop, heard or not', async () => {
    const hub = await shopBefore(method);
    const call = hub.sign(method, content);
    await hub.deliver(call, { cut: true });
    const other = await hub.hub.addShop({ channel: 'ship', accountId: '2200000000001', accountNick: 'other' });
    expect(read(await hub.deliver(call, { to: other.id }))).toMatchObject({ ret_code: 'CALL_REPLAYED' });
    expect(read(await hub.deliver(call))).toMatchObject({ success: true });
  });
});

it('a call that is refused is answered too: its repeat is a replay', async () => {
  const hub = await shopBefore(METHOD.create);
  const call = hub.sign(METHOD.query, about('1'));
  expect(read(await hub.deliver(call, { cut: true }))).toMatchObject({ ret_code: 'ORDER_UNKNOWN' });
  expect(read(await hub.deliver(call))).toMatchObject({ ret_code: 'ORDER_UNKNOWN' });
  expect(read(await hub.deliver(call))).toMatchObject({ ret_code: 'CALL_REPLAYED' });
});

it('a call that was cut off does not outlive its time', async () => {
  const hub = await shopBefore(METHOD.create);
  const call = hub.sign(METHOD.create, CREATE);
  await hub.deliver(call, { cut: true });
  hub.hub.clock.advance(601_000);
  const late = { ...call, receivedAt: hub.hub.clock.now() };
  expect(read(await hub.deliver(late))).toMatchObject({ ret_code: 'TIMESTAMP_OUT_OF_WINDOW' });
});
