import { mkdir, writeFile } from 'node:fs/promises';

import { createSandbox, manualClock } from '@interline/sandbox';
import type { OrderInput, Sandbox } from '@interline/sandbox';
import { createTopClient } from '@interline/top-client';

// Writes one answer of alitrip.travel.trade.query per kind of order, as the gateway sends it:
//   pnpm samples
// The same seed and clock give the same files. `documented.json` and `complete.json` are written by hand.

type Recording = Omit<OrderInput, 'count'> & { readonly name: string };

const RECORDINGS: readonly Recording[] = [
  { name: 'tour-awaiting-confirmation', bizType: 1, confirmation: 'second-confirmation', subOrders: 2, advance: 'pay' },
  { name: 'tour-refused', bizType: 1, confirmation: 'second-confirmation', subOrders: 1, advance: 'refuse' },
  { name: 'tour-reservation', bizType: 1, confirmation: 'second-reservation', subOrders: 1, advance: 'pay' },
  { name: 'tour-staged-payment', bizType: 1, confirmation: 'instant', staged: true, advance: 'pay-deposit' },
  { name: 'tour-without-payment', bizType: 1, confirmation: 'instant', withoutPayment: true },
  { name: 'visa-refund-requested', bizType: 2, confirmation: 'manual', advance: 'apply-refund' },
  { name: 'admission-delivered-by-itself', bizType: 3, confirmation: 'instant', advance: 'pay' },
  { name: 'wifi-contact-only', bizType: 4, subOrders: 3, advance: 'pay' },
  { name: 'activity-cancelled', bizType: 7, advance: 'close-unpaid' },
  { name: 'cruise-finished', bizType: 9, confirmation: 'instant', advance: 'finish' },
  { name: 'car-pending-payment', bizType: 10, advance: 'pend-payment' },
  { name: 'phone-card-expired', bizType: 12, subOrders: 1, advance: 'expire' },
  { name: 'data-top-up-13', bizType: 13, confirmation: 'manual', advance: 'deliver' },
  { name: 'data-top-up-17', bizType: 17, confirmation: 'manual', advance: 'deliver' },
  { name: 'endorsement', bizType: 18, confirmation: 'manual', advance: 'pay' },
  { name: 'online-visa', bizType: 19, confirmation: 'manual', advance: 'pay' },
  { name: 'rental', bizType: 20, confirmation: 'manual', advance: 'pay' },
  { name: 'unlisted-biz-type', bizType: 1000, confirmation: 'manual', advance: 'pay' },
  { name: 'masked-shop', bizType: 1, confirmation: 'instant', shop: 'masked', advance: 'pay' },
];

const clock = manualClock(new Date('2026-11-22T04:00:00Z'));
const sandbox = await createSandbox({ clock, seed: 7 });
const folder = new URL('samples/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const { name, ...wish } of RECORDINGS)
  await writeFile(new URL(`${name}.json`, folder), await record(sandbox, wish));
await sandbox.close();

async function record({ control, gatewayUrl, app }: Sandbox, wish: Omit<OrderInput, 'count'>): Promise<string> {
  const { id, shop } = control.createOrder(wish);
  const session = control.shops().find((candidate) => candidate.id === shop)?.session ?? undefined;
  const client = createTopClient({ gatewayUrl, appKey: app.key, appSecret: app.secret, clock });
  const options = { kind: 'read', ...(session === undefined ? {} : { session }) } as const;
  const { raw } = await client.call('alitrip.travel.trade.query', { order_id: id }, options);
  await client.close();
  return `${raw}\n`;
}
