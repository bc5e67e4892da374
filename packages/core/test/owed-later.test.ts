import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DossierEntry, OwedCommand } from '../src/contract/dossier.ts';
import { placeDue } from '../src/dossiers/place-due.ts';
import { requestSync } from '../src/sync/request-sync.ts';
import { said } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { dyingAt } from './support/dying-at.ts';
import { ferryDesk } from './support/ferry-desk.ts';
import type { FerryDesk } from './support/ferry-desk.ts';

const REFERENCE = '3001';
const WAIT_MS = 60_000;

let hub: CallHub;
let desk: FerryDesk;
beforeEach(async () => {
  hub = await callHub();
  desk = ferryDesk(hub);
  hub.channel.owe = owesCollecting;
});
afterEach(() => hub[Symbol.asyncDispose]());

/** What is confirmed, and not collected within the wait, is collected by the hub. */
function owesCollecting(reference: string, entries: readonly DossierEntry[]): OwedCommand[] {
  const confirmed = entries.find(({ kind }) => kind === 'confirmed');
  if (!confirmed || entries.some(({ kind }) => kind === 'collected')) return [];
  const notBefore = new Date(confirmed.recordedAt.getTime() + WAIT_MS);
  return [{ name: 'collect', key: 'tickets', input: { reference }, notBefore }];
}

const say = (...kinds: string[]) => hub.dossiers.append(REFERENCE, () => kinds.map((kind) => said(kind)));
const kinds = async (): Promise<string[]> => (await hub.dossiers.read(REFERENCE)).map(({ kind }) => kind);
const marked = async (): Promise<number[]> =>
  (
    await hub.rows<{ number: number }>(
      'select number from interline.dossier_entry where due_at is not null order by number',
    )
  ).map(({ number }) => number);
const look = (context = hub.context) => placeDue(context, { limit: 10 });

test('what is owed later is taken down when its time comes, while the shop is parked and nobody says anything', async () => {
  await desk.park();
  await say('created', 'confirmed');
  expect(await marked()).toEqual([2]);
  await desk.later(WAIT_MS - 10);
  expect(await desk.ledger()).toEqual([]);
  // The second entry is a millisecond later than the first.
  await desk.later(20);
  expect(await desk.ledger()).toMatchObject([{ name: 'collect', state: 'SUCCEEDED', requestedBy: 'the hub' }]);
  expect(await kinds()).toEqual(['created', 'confirmed', 'collected']);
  expect(await marked()).toEqual([]);
});

test('what is settled before its time leaves nothing in the ledger, and no mark behind', async () => {
  await say('created', 'confirmed');
  await say('collected');
  await desk.later(WAIT_MS + 10);
  expect(await desk.ledger()).toEqual([]);
  expect(await marked()).toEqual([]);
  expect(hub.channel.office.questions).toEqual([]);
});

test('what is said meanwhile, and settles nothing, moves the mark and not the time', async () => {
  await say('created', 'confirmed');
  hub.clock.advance(WAIT_MS / 2);
  await say('a remark');
  expect(await marked()).toEqual([2, 3]);
  await desk.later(WAIT_MS / 2 + 10);
  expect(await desk.ledger()).toMatchObject([{ name: 'collect', state: 'SUCCEEDED', attempts: 1 }]);
  expect(await marked()).toEqual([]);
});

test('an order that is synchronised early owes it no sooner', async () => {
  await desk.authorise();
  await say('created', 'confirmed');
  const request = { shopId: hub.shop.id, channel: 'ferry', reference: REFERENCE, cause: 'REQUERY' } as const;
  await requestSync(hub.database, { ...request, at: hub.clock.now() });
  await desk.settle();
  expect(await desk.ledger()).toEqual([]);
  await desk.later(WAIT_MS + 10);
  expect(await desk.ledger()).toMatchObject([{ name: 'collect' }]);
});

test('the next of several is looked for when the first has come', async () => {
  hub.channel.owe = (reference, entries) =>
    [WAIT_MS, 3 * WAIT_MS].map((ms) => ({
      name: 'collect',
      key: String(ms),
      input: { reference },
      notBefore: new Date((entries[0]?.recordedAt.getTime() ?? 0) + ms),
    }));
  await say('created');
  hub.clock.advance(WAIT_MS);
  expect(await look()).toBe(1);
  expect(await desk.ledger()).toHaveLength(1);
  expect(await look()).toBe(0);
  hub.clock.advance(2 * WAIT_MS);
  await look();
  expect(await desk.ledger()).toHaveLength(2);
  expect(await marked()).toEqual([]);
});

test('of several nodes that look at once, one takes it down', async () => {
  await say('created', 'confirmed');
  hub.clock.advance(WAIT_MS + 10);
  await Promise.all(Array.from({ length: 4 }, () => look({ ...hub.context, database: { ...hub.database } })));
  expect(await desk.ledger()).toHaveLength(1);
});

test.each([
  'dossier.due',
  'apply.lock',
  'dossier.read',
  'command.placed',
  'command.insert',
  'wake.notify',
  'dossier.next',
])('a connection that is cut at %s leaves it to the next look', async (statement) => {
  await say('created', 'confirmed');
  hub.clock.advance(WAIT_MS + 10);
  await look(dyingAt(hub.context, statement)).catch(() => undefined);
  expect(await desk.ledger()).toEqual([]);
  await desk.later(10 * 60_000);
  expect(await desk.ledger()).toMatchObject([{ name: 'collect', state: 'SUCCEEDED' }]);
});

test('a dossier that cannot be opened keeps no other waiting, and is not tried without end', async () => {
  await say('created', 'confirmed');
  await hub.dossiers.append('3002', () => [said('created'), said('confirmed')]);
  await hub.rows('update interline.dossier_entry set content_sealed = $2 where reference = $1', [
    REFERENCE,
    Buffer.from('no seal'),
  ]);
  hub.clock.advance(WAIT_MS + 10);
  expect(await look()).toBe(2);
  expect(await look()).toBe(0);
  expect(await hub.rows('select reference from interline.command')).toEqual([{ reference: '3002' }]);
  expect(hub.logger.lines.join()).toContain('could not be looked at');
});

test('what a hub without the channel cannot judge is left to one that has it', async () => {
  await say('created', 'confirmed');
  hub.clock.advance(WAIT_MS + 10);
  expect(await look({ ...hub.context, channels: new Map() })).toBe(0);
  expect(await marked()).toEqual([2]);
});

test('a moment that is none is a fault of the adapter, and costs nothing that was said', async () => {
  hub.channel.owe = (reference) => [
    { name: 'collect', key: 'k', input: { reference }, notBefore: new Date(Number.NaN) },
  ];
  await say('created', 'confirmed');
  expect(await kinds()).toEqual(['created', 'confirmed']);
  expect(await desk.ledger()).toEqual([]);
  expect(hub.logger.lines.join()).toContain('Its notBefore is no moment.');
});
