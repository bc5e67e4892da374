import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FaultSettingsInput, LedgerEntry, ManualClock, Sandbox } from '../src/index.ts';
import { connect, contentOf } from './tmc-client.ts';

const PLAIN = { bizType: 4, confirmation: 'manual', withoutPayment: false, staged: false, subOrders: 1 } as const;

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

test('drop: a share never arrives, and the ledger knows which', async () => {
  setMessages({ drop: 0.2 });
  sandbox.control.createOrders({ ...PLAIN, count: 500 });
  const dropped = messageRows('fault:drop');
  expect(dropped).toBeGreaterThan(60);
  expect(dropped).toBeLessThan(140);
  expect(await received()).toHaveLength(500 - dropped);
});

test('duplicate: the same content twice under two ids and one data id', async () => {
  setMessages({ duplicate: 1 });
  sandbox.control.createOrder(PLAIN);
  const client = await connect(sandbox);
  const [first, second] = [await client.next(), await client.next()];
  expect(first.values.get('id')).not.toEqual(second.values.get('id'));
  expect(first.values.get('dataid')).toEqual(second.values.get('dataid'));
  expect(contentOf(first)).toEqual(contentOf(second));
});

test('delay: nothing at first, all within the time given', async () => {
  setMessages({ delay: 1, delaySeconds: 60 });
  sandbox.control.createOrders({ ...PLAIN, count: 20 });
  expect((await received()).length).toBeLessThan(3);
  clock.advance(60_000);
  expect((await received()).length).toBeGreaterThan(17);
});

test('reorder: later messages overtake earlier ones, none is lost', async () => {
  setMessages({ reorder: 1 });
  const ids = sandbox.control.createOrders({ ...PLAIN, count: 50 }).map(({ id }) => id);
  clock.advance(2000);
  const order = (await received()).map((content) => /"order_id":(\d+)/.exec(content)?.[1]);
  expect(order).not.toEqual(ids);
  expect(order.toSorted()).toEqual(ids);
});

test('malformed: the content is not JSON', async () => {
  setMessages({ malformed: 1 });
  sandbox.control.createOrder(PLAIN);
  const [content = ''] = await received();
  expect(() => JSON.parse(content) as unknown).toThrow(SyntaxError);
});

test('huge: the content has the size asked for and is still the message', async () => {
  setMessages({ huge: 1, hugeBytes: 10_000_000 });
  const { id } = sandbox.control.createOrder(PLAIN);
  const [content = ''] = await received();
  expect(Buffer.byteLength(content)).toBe(10_000_000);
  expect(JSON.parse(content)).toMatchObject({ order_status: 1 });
  expect(content).toContain(id);
});

test('gzip: the content arrives as bytes', async () => {
  setMessages({ gzip: 1 });
  sandbox.control.createOrder(PLAIN);
  const client = await connect(sandbox);
  expect((await client.next()).values.get('content')?.format).toBe('bytes');
});

test('the same seed gives the same fates', async () => {
  expect(await fates(3)).toEqual(await fates(3));
});

function setMessages(messages: FaultSettingsInput['messages']): void {
  sandbox.control.setFaults({ messages });
}

/** What became of the messages of 30 orders, in a sandbox of its own. */
async function fates(seed: number): Promise<readonly LedgerEntry[]> {
  const seeded = await createSandbox({ seed, clock: manualClock(new Date(0)) });
  seeded.control.setFaults({ messages: { drop: 0.2, duplicate: 0.3, reorder: 1 } });
  seeded.control.createOrders({ ...PLAIN, count: 30 });
  const rows = seeded.control.ledger({ kind: 'message' }).entries;
  await seeded.close();
  return rows;
}

/** The contents that a new consumer is sent at once. */
async function received(): Promise<string[]> {
  const client = await connect(sandbox);
  await client.settled();
  const contents: string[] = [];
  while (client.waiting() > 0) contents.push(String((await client.next()).values.get('content')?.value));
  client.close();
  await client.closed;
  return contents;
}

function messageRows(cause: string): number {
  return sandbox.control.ledger({ kind: 'message' }).entries.filter((entry) => entry.cause === cause).length;
}
