import { afterEach, beforeEach, expect, test } from 'vitest';
import { workCommands } from '../src/commands/work-commands.ts';
import { said } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { dyingAt } from './support/dying-at.ts';
import { ferryDesk } from './support/ferry-desk.ts';
import type { FerryDesk } from './support/ferry-desk.ts';
import { NOT_READY_MS } from './support/ferry-office.ts';

const REFERENCE = '2001';
const CONFIRM = { reference: REFERENCE, word: 'confirmed' };

let hub: CallHub;
let desk: FerryDesk;
beforeEach(async () => {
  hub = await callHub();
  desk = ferryDesk(hub);
  await hub.dossiers.append(REFERENCE, () => [said('created')]);
});
afterEach(() => hub[Symbol.asyncDispose]());

const kinds = async (): Promise<string[]> => (await hub.dossiers.read(REFERENCE)).map(({ kind }) => kind);
const shopState = () => hub.rows('select state, parked_code from interline.shop');

test.each([
  ['was never authorised', async () => {}],
  ['is parked', () => desk.park()],
  ['has a session that is over', () => desk.authorise().then(() => desk.park())],
])('a local command is carried out for a shop that %s, and parks nothing', async (_, prepare) => {
  await prepare();
  const before = await shopState();
  await desk.submit('decide', 'k', CONFIRM);
  await workCommands(hub.context, { limit: 5 });
  expect(await desk.ledger()).toMatchObject([{ name: 'decide', state: 'SUCCEEDED', attempts: 1 }]);
  expect(await kinds()).toEqual(['created', 'confirmed']);
  expect(await shopState()).toEqual(before);
});

test('a command about an order that nobody has called for is refused without a hint to fetch it', async () => {
  const refused = await desk.submit('decide', 'k', { ...CONFIRM, reference: '2002' });
  expect(refused).toMatchObject({ kind: 'refused', code: 'ORDER_NOT_FOUND' });
  expect(refused).toHaveProperty('message', expect.stringContaining('once the channel has called for it'));
});

test('one that calls the channel waits for the shop beside it', async () => {
  await desk.submit('report', 'k1', { reference: REFERENCE, note: 'seat 7' });
  await desk.park();
  await desk.submit('decide', 'k2', CONFIRM);
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([
    { name: 'decide', state: 'SUCCEEDED' },
    { name: 'report', state: 'PENDING', attempts: 0 },
  ]);
  await desk.authorise();
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([{ name: 'decide' }, { name: 'report', state: 'SUCCEEDED' }]);
  expect(hub.channel.office.reports).toEqual([{ note: 'seat 7', session: 'ferry-session' }]);
});

test('what the order does not allow is not done, for a parked shop either', async () => {
  await desk.submit('decide', 'k', CONFIRM);
  await hub.dossiers.append(REFERENCE, () => [said('issued')]);
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([{ state: 'FAILED', code: 'IS_ISSUED', attempts: 0 }]);
});

test.each([['dossier.append'], ['command.settle']])(
  'a worker that dies at %s leaves it to the next, which does it once, while the shop is parked',
  async (statement) => {
    await desk.park();
    await desk.submit('decide', 'k', CONFIRM);
    await workCommands(dyingAt(hub.context, statement), { limit: 5 }).catch(() => undefined);
    await desk.later(60_000);
    expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(await kinds()).toEqual(['created', 'confirmed']);
  },
);

test('what is not to be had yet is asked for again when it was said, for as long as it takes, while the shop is parked', async () => {
  hub.channel.owe = () => [{ name: 'collect', key: 'tickets', input: { reference: REFERENCE } }];
  hub.channel.office.answers.push(...Array.from({ length: 9 }, () => 'is not ready' as const));
  await desk.park();
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  for (let round = 1; round <= 9; round += 1) {
    expect(await desk.ledger()).toMatchObject([
      { state: 'PENDING', attempts: round, message: expect.stringContaining('tried again') },
    ]);
    await desk.later(NOT_READY_MS - 1);
    expect(hub.channel.office.questions).toHaveLength(round);
    await desk.later(1);
  }
  expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED', attempts: 10 }]);
  expect(await kinds()).toEqual(['created', 'confirmed', 'collected']);
});

test('what is unknown is asked about while the shop is parked, and no error of whoever is asked parks a shop', async () => {
  await desk.authorise();
  hub.channel.owe = () => [{ name: 'collect', key: 'tickets', input: { reference: REFERENCE } }];
  hub.channel.office.answers.push('is cut off', 'throws');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await workCommands(hub.context, { limit: 5 });
  await workCommands(hub.context, { limit: 5 });
  expect(await desk.ledger()).toMatchObject([
    { state: 'UNKNOWN', message: 'The merchant’s system knows no such hub.' },
  ]);
  expect(await shopState()).toEqual([{ state: 'ACTIVE', parked_code: null }]);
  await desk.park();
  await desk.later(60_000);
  expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED', attempts: 1 }]);
});

test('one that breaks off each time is tried at once a few times, and then after longer and longer pauses', async () => {
  hub.channel.office.answers.push(...Array.from({ length: 8 }, () => 'throws' as const));
  await desk.submit('decide', 'k', CONFIRM);
  await desk.settle();
  for (const [attempts, pauseMs] of [
    [5, 2_000],
    [6, 4_000],
    [7, 8_000],
    [8, 16_000],
  ] as const) {
    await desk.later(pauseMs - 1);
    expect(await desk.ledger()).toMatchObject([{ state: 'PENDING', attempts }]);
    await desk.later(1);
  }
  expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED', attempts: 9 }]);
  expect(await kinds()).toEqual(['created', 'confirmed']);
});
