import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveCommand } from '../src/commands/resolve-command.ts';
import type { DossierEntry, OwedCommand } from '../src/contract/dossier.ts';
import { shopDossiers } from '../src/dossiers/shop-dossiers.ts';
import { requestSync } from '../src/sync/request-sync.ts';
import { runSync } from '../src/sync/run-sync.ts';
import { said } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { viewerOf } from './support/command-hub.ts';
import { dyingAt } from './support/dying-at.ts';
import { failingDatabase } from './support/failing-database.ts';
import { ferryDesk } from './support/ferry-desk.ts';
import type { FerryDesk } from './support/ferry-desk.ts';
import { NOT_READY_MS } from './support/ferry-office.ts';

const REFERENCE = '3001';
const CANARY = 'canary-passenger';

let hub: CallHub;
let desk: FerryDesk;
beforeEach(async () => {
  hub = await callHub();
  desk = ferryDesk(hub);
  await desk.authorise();
  hub.channel.owe = owesTickets;
});
afterEach(() => hub[Symbol.asyncDispose]());

/** Confirmed tickets are to be collected, collected ones to be reported. */
function owesTickets(reference: string, entries: readonly DossierEntry[]): OwedCommand[] {
  const has = (kind: string): boolean => entries.some((entry) => entry.kind === kind);
  return [
    ...(has('confirmed') ? [{ name: 'collect', key: 'tickets', input: { reference } }] : []),
    ...(has('collected') ? [owedReport(reference)] : []),
  ];
}

function owedReport(reference: string, note = 'owed'): OwedCommand {
  return { name: 'report', key: 'tickets', input: { reference, note } };
}

const requery = () =>
  requestSync(hub.database, {
    shopId: hub.shop.id,
    channel: 'ferry',
    reference: REFERENCE,
    cause: 'REQUERY',
    at: hub.clock.now(),
  });
const say = (...kinds: string[]) => hub.dossiers.append(REFERENCE, () => kinds.map((kind) => said(kind)));
const kinds = async (): Promise<string[]> => (await hub.dossiers.read(REFERENCE)).map(({ kind }) => kind);

test('what was said is followed by what it owes, from one to the next, and asked for by the hub', async () => {
  await say('created', 'confirmed');
  expect(await desk.ledger()).toMatchObject([
    { name: 'collect', state: 'PENDING', requestedBy: 'the hub', tokenId: null },
  ]);
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([
    { name: 'collect', state: 'SUCCEEDED', attempts: 1 },
    { name: 'report', state: 'SUCCEEDED', attempts: 1, onceKey: REFERENCE, requestedBy: 'the hub', tokenId: null },
  ]);
  expect(await kinds()).toEqual(['created', 'confirmed', 'collected', 'issued']);
  expect(hub.channel.office.reports).toEqual([{ note: 'owed', session: 'ferry-session' }]);
  const told =
    "select to_value, cause from interline.order_event where type = 'STATUS_CHANGED' and item_reference is null order by seq";
  expect(await hub.rows(told)).toEqual([{ to_value: 'FULFILLED', cause: 'COMMAND' }]);
  const orders = await hub.rows<{ matches: boolean }>(
    'select orders.id = command.order_id as matches from interline.command join interline.orders using (shop_id, reference)',
  );
  expect(orders).toEqual([{ matches: true }, { matches: true }]);
});

test('it is placed once, whatever is said after it, and however often the order is fetched', async () => {
  await say('created', 'confirmed');
  await desk.settle();
  for (const word of ['b', 'c', 'd']) await say(word);
  await requery();
  await desk.settle();
  expect((await desk.ledger()).map(({ name }) => name)).toEqual(['collect', 'report']);
  expect(hub.channel.office.reports).toHaveLength(1);
});

test('of many who say it at once, on two nodes, one places it', async () => {
  await say('created');
  const otherNode = shopDossiers({ ...hub.context, database: { ...hub.database } }, hub.shop, 'MESSAGE');
  await Promise.all(
    Array.from({ length: 12 }, (_, place) =>
      (place % 2 ? otherNode : hub.dossiers).append(REFERENCE, () => [
        { kind: 'confirmed', key: `confirmed ${place % 4}`, content: {} },
      ]),
    ),
  );
  expect(await desk.ledger()).toMatchObject([{ name: 'collect', state: 'PENDING' }]);
});

test('other orders owe the same for themselves, and another key once more', async () => {
  hub.channel.owe = (reference, entries) =>
    entries.map(({ kind }) => ({ name: 'collect', key: kind, input: { reference } }));
  await hub.dossiers.append('1', () => [said('a'), said('b')]);
  await hub.dossiers.append('2', () => [said('a')]);
  const ledger = await desk.ledger();
  expect(ledger).toHaveLength(3);
  expect(new Set(ledger.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
});

test.each(['dossier.append', 'apply.write', 'command.placed', 'command.insert'])(
  'a connection that is cut at %s leaves neither the entry nor the command; the repeat has both',
  async (statement) => {
    await say('created');
    const dying = shopDossiers(dyingAt(hub.context, statement), hub.shop, 'MESSAGE');
    await expect(dying.append(REFERENCE, () => [said('confirmed')])).rejects.toThrow('cut');
    expect(await kinds()).toEqual(['created']);
    expect(await desk.ledger()).toEqual([]);
    await say('confirmed');
    expect(await desk.ledger()).toMatchObject([{ name: 'collect' }]);
  },
);

test.each([
  ['before', [], 0],
  ['after', ['confirmed'], 1],
] as const)('a process that is killed %s the commit leaves both or none', async (when, expected, commands) => {
  await say('created');
  const context = { ...hub.context, database: failingDatabase(hub.database, when) };
  const dying = shopDossiers(context, hub.shop, 'MESSAGE');
  await expect(dying.append(REFERENCE, () => [said('confirmed')])).rejects.toThrow('killed');
  expect(await kinds()).toEqual(['created', ...expected]);
  expect(await desk.ledger()).toHaveLength(commands);
});

test('what calls the channel waits for a parked shop; what is local does not', async () => {
  await desk.park();
  hub.channel.office.answers.push('is not ready');
  await say('created', 'confirmed');
  await desk.settle();
  await desk.later(NOT_READY_MS);
  expect(await desk.ledger()).toMatchObject([
    { name: 'collect', state: 'SUCCEEDED', attempts: 2 },
    { name: 'report', state: 'PENDING', attempts: 0 },
  ]);
  expect(hub.channel.office.reports).toEqual([]);
  await desk.authorise();
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([{ name: 'collect' }, { name: 'report', state: 'SUCCEEDED' }]);
});

test('what somebody asks for in the same sense joins what is owed, and other content is refused', async () => {
  await say('created', 'collected');
  const [owed] = await desk.ledger();
  const same = await desk.submit('report', 'k1', { reference: REFERENCE, note: 'owed' });
  expect(same).toMatchObject({ kind: 'accepted', repeated: true, command: { id: owed?.id } });
  const other = await desk.submit('report', 'k2', { reference: REFERENCE, note: 'other' });
  expect(other).toMatchObject({ code: 'ALREADY_DONE_DIFFERENTLY', differences: ['note'] });
});

test('while another is under way it waits, and is placed by itself once that has failed', async () => {
  await say('created');
  await desk.submit('report', 'by hand', { reference: REFERENCE, note: 'by hand' });
  hub.channel.office.outcomes.push({ outcome: 'failed', code: 'NO', message: 'The channel says no.' });
  await say('collected');
  expect(await desk.ledger()).toMatchObject([{ name: 'report', requestedBy: 'back office' }]);
  await desk.settle();
  const states = (await desk.ledger()).map(({ requestedBy, state }) => `${requestedBy} ${state}`);
  expect(states.toSorted()).toEqual(['back office FAILED', 'the hub SUCCEEDED']);
  expect(hub.channel.office.reports.map(({ note }) => note)).toEqual(['by hand', 'owed']);
});

test('while another needs a person it waits, and is placed once the person has found that nothing happened', async () => {
  await say('created');
  await desk.submit('report', 'by hand', { reference: REFERENCE, note: 'by hand' });
  await hub.rows("update interline.command set state = 'NEEDS_ATTENTION', due_at = null");
  await say('collected');
  await desk.settle();
  const [stuck, ...others] = await desk.ledger();
  expect(others).toEqual([]);
  await resolveCommand(hub.context, viewerOf(null), stuck?.id ?? '', { happened: false, note: 'not there' });
  await desk.settle();
  expect(hub.channel.office.reports.map(({ note }) => note)).toEqual(['owed']);
});

test('after another has succeeded it is not placed', async () => {
  await say('created');
  await desk.submit('report', 'by hand', { reference: REFERENCE, note: 'by hand' });
  await desk.settle();
  await say('collected');
  await desk.settle();
  expect(hub.channel.office.reports.map(({ note }) => note)).toEqual(['by hand']);
});

test('what an adapter has learnt to owe since is placed when the order is fetched', async () => {
  hub.channel.owe = () => [];
  await say('created', 'confirmed');
  await desk.settle();
  expect(await desk.ledger()).toEqual([]);
  hub.channel.owe = owesTickets;
  await requery();
  await runSync(hub.context, { limit: 5 });
  expect(await desk.ledger()).toMatchObject([{ name: 'collect' }]);
});

test('what is owed stays done when it failed: the adapter owes another for another try', async () => {
  hub.channel.office.answers.push('refuses');
  await say('created', 'confirmed');
  await desk.settle();
  await say('b');
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([{ state: 'FAILED', code: 'SOLD_OUT', attempts: 1 }]);
});

const owedRemark = (note: string): OwedCommand => ({ name: 'remark', key: 'k', input: { reference: REFERENCE, note } });

test.each<[string, OwedCommand, string]>([
  ['unknown', { name: 'dance', key: 'k', input: {} }, 'There is no such command.'],
  ['inherited', { name: 'constructor', key: 'k', input: {} }, 'There is no such command.'],
  [
    'given an input that does not fit',
    { name: 'report', key: 'k', input: { reference: 7, [CANARY]: CANARY } },
    'reference (invalid_type), note (invalid_type), input (unrecognized_keys)',
  ],
  ['about another order', owedReport('another order'), 'It is not about this order.'],
  ['of a onceKey too long to be indexed', owedRemark('x'.repeat(501)), 'text of at most 500'],
  ['of a onceKey that cannot be stored', owedRemark('a\0b'), 'text of at most 500'],
])(
  'an adapter that owes a command that is %s loses nothing that was said, and the rest is owed',
  async (_, wrong, reason) => {
    await say('created');
    hub.channel.owe = (reference) => [wrong, { name: 'collect', key: 'tickets', input: { reference } }];
    await say('confirmed');
    expect(await kinds()).toEqual(['created', 'confirmed']);
    expect(await hub.rows('select channel_status from interline.orders')).toEqual([{ channel_status: 'confirmed' }]);
    expect(await desk.ledger()).toMatchObject([{ name: 'collect', state: 'PENDING' }]);
    expect(faults()).toEqual([expect.stringContaining(reason)]);
    expect(hub.logger.lines.join()).not.toContain(CANARY);
  },
);

test('an adapter that fails to say what is owed loses nothing that was said', async () => {
  hub.channel.owe = () => {
    throw new TypeError(`cannot read ${CANARY}`);
  };
  await say('created', 'confirmed');
  await desk.settle();
  expect(await kinds()).toEqual(['created', 'confirmed']);
  expect(await desk.ledger()).toEqual([]);
  expect(faults()).toEqual([expect.stringContaining('TypeError')]);
  expect(hub.logger.lines.join()).not.toContain(CANARY);
});

const faults = () => hub.logger.lines.filter((line) => line.includes('this is a fault of the adapter'));

test('an internal command is refused from anybody, whatever the key, and nobody can take the key of an owed one', async () => {
  await say('created', 'confirmed');
  const [owed] = await desk.ledger();
  const key = owed?.idempotencyKey ?? '';
  expect(await desk.submit('collect', 'mine', { reference: REFERENCE })).toMatchObject({
    kind: 'refused',
    code: 'NOT_ALLOWED',
    reasonCode: 'INTERNAL',
    message: expect.stringContaining('the hub does it by itself'),
  });
  expect(await desk.submit('report', key, { reference: REFERENCE, note: 'n' })).toMatchObject({
    code: 'INVALID_IDEMPOTENCY_KEY',
  });
  expect(await desk.ledger()).toHaveLength(1);
});
