import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, systemClock } from '../src/index.ts';
import type { Sandbox, SandboxOptions, ShipOrderView } from '../src/index.ts';
import { openMerchant } from './ship-merchant.ts';
import type { Merchant } from './ship-merchant.ts';

let directory: string;
let merchant: Merchant;
const open: Sandbox[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ship-'));
  merchant = await openMerchant();
});
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
  await merchant.close();
  rmSync(directory, { recursive: true });
});

test('buyers order, get their tickets and give some back, without anybody doing anything', async () => {
  const sandbox = await start({ ship: { target: merchant.url, rate: 6000, pace: 0.01, refunds: 1 } });
  await sandbox.control.until(({ what, to }) => what === 'refund' && to === 'refunded');
  sandbox.control.ship.setPolicy({ rate: 0 });
  const refunded = sandbox.control.ship.orders().find(({ returned }) => returned > 0);
  expect(refunded).toMatchObject({ status: 'issued', problems: [] });
  expect(merchant.served).toContain('qimen.alitrip.ship.return.query');
});

test('buyers buy at every shop that sells ship tickets', async () => {
  const sandbox = await start({ ship: { target: merchant.url, rate: 6000, pace: 0.01 } });
  await sandbox.control.until(() => new Set(sandbox.control.ship.orders().map(({ shop }) => shop)).size === 2);
  const shops = new Set(sandbox.control.ship.orders().map(({ shop }) => shop));
  expect(shops).toEqual(new Set(['ferry-line', 'harbour-agency']));
});

test('nobody orders while there is nobody to call', async () => {
  const sandbox = await start({ ship: { rate: 60_000, pace: 0.01 } });
  expect(sandbox.control.ship.orders()).toEqual([]);
  sandbox.control.ship.setPolicy({ target: merchant.url });
  await sandbox.control.until(({ what, to }) => what === 'status' && to === 'locked');
  expect(sandbox.control.ship.orders().length).toBeGreaterThan(0);
});

test('a restart keeps orders, their reports, policy and what the reservation system promised', async () => {
  const stateFile = join(directory, 'state.sqlite');
  const first = await start({ stateFile });
  first.control.ship.setPolicy({ target: merchant.url, feePercent: 25 });
  const placed = await first.control.ship.placeOrder({ goodsId: 'G-BH0601', adults: 2 });
  const issued = await first.control.ship.confirm(placed.id);
  await first.close();
  const second = await start({ stateFile });
  expect(second.control.ship.policy()).toMatchObject({ target: merchant.url, feePercent: 25 });
  expect(second.control.ship.order(placed.id)).toEqual(issued);
  const [ticket] = issued.tickets;
  const refunded = await second.control.ship.refund(placed.id, { tickets: [ticket?.id ?? ''] });
  expect(refunded).toMatchObject({ returned: 35_000 });
  const next = await second.control.ship.placeOrder();
  expect(BigInt(next.id)).toBeGreaterThan(BigInt(placed.id));
});

test('buyers of the run before play on', async () => {
  const stateFile = join(directory, 'state.sqlite');
  merchant.mood.tickets = 'later';
  const first = await start({ stateFile, ship: { target: merchant.url, rate: 6000, pace: 0.01, refunds: 0 } });
  await first.control.until(({ what, to }) => what === 'status' && to === 'issuing');
  await first.close();
  const ids = first.control.ship.orders().map(({ id }) => id);
  merchant.mood.tickets = 'answered';
  const second = await start({ stateFile, ship: { target: merchant.url, pace: 0.01, refunds: 0 } });
  await second.control.until(({ order, what, to }) => order === ids[0] && what === 'status' && to === 'issued');
  expect(second.control.ship.order(ids[0] ?? '').status).toBe('issued');
});

test('the same seed orders the same', async () => {
  const wishes = async (): Promise<unknown[]> => {
    const sandbox = await start({ seed: 11, ship: { target: merchant.url } });
    const orders: ShipOrderView[] = [];
    for (let place = 0; place < 3; place += 1) orders.push(await sandbox.control.ship.placeOrder());
    return orders.map(({ goodsId, contact, passengers, total }) => ({
      goodsId,
      contact,
      total,
      people: passengers.map(({ name, documentNumber, price }) => ({ name, documentNumber, price })),
    }));
  };
  expect(await wishes()).toEqual(await wishes());
});

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await createSandbox({ clock: systemClock(), ...options });
  open.push(sandbox);
  return sandbox;
}
