import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DossierEntry, Dossiers } from '../src/contract/dossier.ts';
import { shopDossiers } from '../src/dossiers/shop-dossiers.ts';
import { SealError } from '../src/privacy/seal.ts';
import { mapSaid, said } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { dyingAt } from './support/dying-at.ts';
import { failingDatabase } from './support/failing-database.ts';

const CANARY = 'canary-passenger 王小明';

let hub: CallHub;
beforeEach(async () => {
  hub = await callHub();
});
afterEach(() => hub[Symbol.asyncDispose]());

/** Shares nothing with any other but the database. */
const anotherNode = (): Dossiers =>
  shopDossiers({ ...hub.context, database: { ...hub.database } }, hub.shop, 'MESSAGE');
const kinds = (entries: readonly DossierEntry[]): string[] => entries.map(({ kind }) => kind);
const orderRows = () =>
  hub.rows<{ reference: string; channel_status: string; version: number }>(
    'select reference, channel_status, version from interline.orders order by reference',
  );

test('what is said makes the order, and each entry its event, whatever the clock does', async () => {
  await hub.dossiers.append('1001', () => [said('created', { name: CANARY })]);
  expect(await orderRows()).toEqual([{ reference: '1001', channel_status: 'created', version: 1 }]);
  const after = await hub.dossiers.append('1001', (entries) => {
    expect(kinds(entries)).toEqual(['created']);
    return [said('confirmed'), said('issued')];
  });
  expect(after.map(({ number, kind }) => [number, kind])).toEqual([
    [1, 'created'],
    [2, 'confirmed'],
    [3, 'issued'],
  ]);
  expect(await hub.dossiers.read('1001')).toEqual(after);
  expect(after.map(({ recordedAt }) => recordedAt.getTime() - hub.clock.now().getTime())).toEqual([0, 1, 2]);
  expect(await orderRows()).toEqual([{ reference: '1001', channel_status: 'issued', version: 2 }]);
  const told =
    "select to_value, cause from interline.order_event where type = 'STATUS_CHANGED' and item_reference is null";
  expect(await hub.rows(told)).toEqual([{ to_value: 'FULFILLED', cause: 'CALL' }]);
});

test('of many who append under one key at the same time, one does, and all see the same', async () => {
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, caller) =>
      anotherNode().append('1002', () => [{ kind: 'created', key: 'create', content: { caller } }]),
    ),
  );
  const [first] = results;
  expect(first).toHaveLength(1);
  for (const result of results) expect(result).toEqual(first);
  expect(await orderRows()).toMatchObject([{ reference: '1002', version: 1 }]);
});

test('those who append decide one after the other, each seeing what was said before', async () => {
  await Promise.all(
    Array.from({ length: 12 }, () =>
      anotherNode().append('1003', (entries) => [{ kind: 'created', key: `n${entries.length}`, content: {} }]),
    ),
  );
  const entries = await hub.dossiers.read('1003');
  expect(entries.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, (_, place) => `n${place}`));
  expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, place) => place + 1));
});

test('nothing to add leaves the order as it is', async () => {
  await hub.dossiers.append('1004', () => [said('created')]);
  hub.channel.map = () => {
    throw new Error('nothing is to be mapped');
  };
  expect(kinds(await hub.dossiers.append('1004', () => []))).toEqual(['created']);
  expect(kinds(await hub.dossiers.append('1004', () => [said('created', { again: true })]))).toEqual(['created']);
  expect(await hub.dossiers.append('1005', () => [])).toEqual([]);
  expect(await orderRows()).toHaveLength(1);
});

test.each<[string, CallHub['channel']['map']]>([
  [
    'that fails',
    () => {
      throw new Error('a fault of the adapter');
    },
  ],
  ['of another order', (_reference, entries) => mapSaid('other', entries)],
  ['that dates the order back', (...said) => ({ ...mapSaid(...said), modifiedAt: new Date(0) })],
])('a mapping %s takes the entry back with it', async (_, map) => {
  await hub.dossiers.append('1006', () => [said('created')]);
  hub.channel.map = map;
  await expect(hub.dossiers.append('1006', () => [said('confirmed')])).rejects.toThrow(/fault|mapDossier/);
  hub.channel.map = mapSaid;
  expect(kinds(await hub.dossiers.read('1006'))).toEqual(['created']);
  expect(await orderRows()).toMatchObject([{ channel_status: 'created', version: 1 }]);
});

test('a connection that is cut between entry and order leaves neither', async () => {
  const dying = shopDossiers(dyingAt(hub.context, 'apply.write'), hub.shop, 'MESSAGE');
  const cutBetween = shopDossiers(dyingAt(hub.context, 'apply.load'), hub.shop, 'MESSAGE');
  for (const dossiers of [dying, cutBetween])
    await expect(dossiers.append('1007', () => [said('created')])).rejects.toThrow('cut');
  expect(await hub.dossiers.read('1007')).toEqual([]);
  expect(await orderRows()).toEqual([]);
});

test('a process that dies after the commit has said it: the repeat finds the same', async () => {
  const context = { ...hub.context, database: failingDatabase(hub.database, 'after') };
  const dying = shopDossiers(context, hub.shop, 'MESSAGE');
  await expect(dying.append('1008', () => [said('created', { try: 1 })])).rejects.toThrow('killed');
  const again = await hub.dossiers.append('1008', () => [said('created', { try: 2 })]);
  expect(again).toMatchObject([{ number: 1, content: { try: 1 } }]);
});

test('no other shop sees or touches a dossier', async () => {
  const other = shopDossiers(hub.context, await hub.addShop('42'), 'MESSAGE');
  await hub.dossiers.append('1009', () => [said('created', { mine: true })]);
  expect(await other.read('1009')).toEqual([]);
  await other.append('1009', (entries) => {
    expect(entries).toEqual([]);
    return [said('created', { mine: false })];
  });
  expect(await hub.dossiers.read('1009')).toMatchObject([{ content: { mine: true } }]);
  expect(await orderRows()).toHaveLength(2);
});

test('content is sealed in its place', async () => {
  const entries = [said('created', { name: CANARY }), said('confirmed', { name: CANARY })];
  await hub.dossiers.append('1010', () => entries);
  const text = JSON.stringify(
    await hub.rows("select *, encode(content_sealed, 'escape') as escaped from interline.dossier_entry"),
  );
  expect(text).not.toContain('canary');
  expect(hub.logger.lines.join()).not.toContain('canary');

  const moves = [
    'update interline.dossier_entry set number = number + 1 where number = 2',
    "update interline.dossier_entry set key = 'other' where number = 1",
    "update interline.dossier_entry set kind = 'issued' where number = 1",
    "update interline.dossier_entry set reference = '1011'",
  ];
  for (const move of moves) {
    const dossiers = await hub.dossiers.read('1010');
    expect(dossiers).toHaveLength(2);
    await hub.rows('create table moved as table interline.dossier_entry');
    await hub.rows(move);
    const reference = move.includes('1011') ? '1011' : '1010';
    await expect(hub.dossiers.read(reference)).rejects.toThrow(SealError);
    await hub.rows('truncate interline.dossier_entry');
    await hub.rows('insert into interline.dossier_entry select * from moved');
    await hub.rows('drop table moved');
  }
});

test.each([
  ['order id', '', said('created')],
  ['order id', 'x'.repeat(501), said('created')],
  ['order id', 'a\0b', said('created')],
  ['key', '1012', { ...said('created'), key: 'k'.repeat(501) }],
  ['kind', '1012', { ...said('created'), kind: '' }],
])('a %s that cannot be kept is refused', async (what, reference, entry) => {
  await expect(hub.dossiers.append(reference, () => [entry])).rejects.toThrow(`A dossier's ${what} must be`);
  expect(await orderRows()).toEqual([]);
});

test('whatever is said in whatever order by however many, numbers have no gap, keys no double, and the order follows', async () => {
  let run = 0;
  const kind = fc.constantFrom('created', 'confirmed', 'issued');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(kind, { maxLength: 3 }), { minLength: 1, maxLength: 6 }), async (callers) => {
      const reference = `run-${(run += 1)}`;
      await Promise.all(callers.map((words) => anotherNode().append(reference, () => words.map((word) => said(word)))));
      const entries = await hub.dossiers.read(reference);
      expect(new Set(kinds(entries))).toEqual(new Set(callers.flat()));
      expect(entries.map(({ number }) => number)).toEqual(kinds(entries).map((_, place) => place + 1));
      const [order] = await hub.rows<{ channel_status: string }>(
        'select channel_status from interline.orders where reference = $1',
        [reference],
      );
      expect(order?.channel_status).toBe(entries.at(-1)?.kind);
    }),
    { seed: 1, numRuns: 30 },
  );
});

test('who waits is woken by what another node appends', async () => {
  const otherNode = anotherNode();
  await hub.dossiers.append('1013', () => [said('created')]);
  let looks = 0;
  const looked = Promise.withResolvers<void>();
  const waiting = otherNode.until(
    '1013',
    (entries) => {
      looks += 1;
      looked.resolve();
      return entries.length > 1;
    },
    60_000,
  );
  await looked.promise;
  await hub.dossiers.append('1013', () => [said('confirmed')]);
  expect(kinds(await waiting)).toEqual(['created', 'confirmed']);
  expect(looks).toBe(2);
});

test('who waits in vain gets what is there when the time is over', async () => {
  await hub.dossiers.append('1014', () => [said('created')]);
  const looked = Promise.withResolvers<void>();
  const waiting = hub.dossiers.until('1014', () => (looked.resolve(), false), 3_000);
  await looked.promise;
  hub.clock.advance(3_000);
  expect(kinds(await waiting)).toEqual(['created']);
});
