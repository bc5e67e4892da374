import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveCommand } from '../src/commands/resolve-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import { said } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { viewerOf } from './support/command-hub.ts';
import { dyingAt } from './support/dying-at.ts';
import { ferryDesk } from './support/ferry-desk.ts';
import type { FerryDesk } from './support/ferry-desk.ts';
import { NOT_READY_MS } from './support/ferry-office.ts';

const REFERENCE = '3001';
const ATTENTION = {
  state: 'NEEDS_ATTENTION',
  code: 'OTHER_SHIP',
  message: 'These are tickets of another ship.',
} as const;

let hub: CallHub;
let desk: FerryDesk;
beforeEach(async () => {
  hub = await callHub();
  desk = ferryDesk(hub);
  await desk.authorise();
  hub.channel.owe = () => [{ name: 'collect', key: 'tickets', input: { reference: REFERENCE } }];
});
afterEach(() => hub[Symbol.asyncDispose]());

test('a command that needs a person is tried again by itself, and goes on when what was wrong is mended', async () => {
  hub.channel.office.answers.push('is confused', 'is confused', 'has it');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([{ ...ATTENTION, attempts: 1 }]);
  await desk.later(NOT_READY_MS - 1);
  expect(hub.channel.office.questions).toHaveLength(1);
  await desk.later(1);
  expect(await desk.ledger()).toMatchObject([{ ...ATTENTION, attempts: 2 }]);
  await desk.later(NOT_READY_MS);
  expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED', code: null, message: null, attempts: 3 }]);
});

test('it waits like any other, without its reason, once there is nothing left for a person', async () => {
  hub.channel.office.answers.push('is confused', 'is not ready');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  await desk.later(NOT_READY_MS);
  expect(await desk.ledger()).toMatchObject([{ state: 'PENDING', code: null }]);
});

test('one without a pause is not tried again', async () => {
  hub.channel.office.answers.push('is at an end');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  await desk.later(30 * 24 * 3_600_000);
  expect(await desk.ledger()).toMatchObject([{ ...ATTENTION, attempts: 1 }]);
});

test('a person may resolve it while it is tried again, and then it is not any more', async () => {
  hub.channel.office.answers.push('is confused');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  const [command] = await desk.ledger();
  const resolved = await resolveCommand(hub.context, viewerOf(null), command?.id ?? '', {
    happened: false,
    note: 'The ship was cancelled.',
  });
  expect(resolved).toMatchObject({ kind: 'resolved', command: { state: 'FAILED' } });
  await desk.later(NOT_READY_MS);
  expect(hub.channel.office.questions).toHaveLength(1);
  expect(await desk.ledger()).toMatchObject([{ state: 'FAILED', attempts: 1 }]);
});

test('a hub that dies over it tries it again', async () => {
  hub.channel.office.answers.push('is confused', 'is confused', 'has it');
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.settle();
  hub.clock.advance(NOT_READY_MS);
  await workCommands(dyingAt(hub.context, 'command.postpone'), { limit: 5 }).catch(() => undefined);
  expect(await desk.ledger()).toMatchObject([{ state: 'SENT' }]);
  await desk.later(60_000);
  expect(await desk.ledger()).toMatchObject([{ state: 'SUCCEEDED' }]);
});

test('what the hub does of itself and what somebody asked for can be worked on apart, so that neither holds up the other', async () => {
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.submit('decide', 'k', { reference: REFERENCE, word: 'declined' });
  const states = async () => (await desk.ledger()).map(({ name, state }) => `${name} ${state}`);
  expect(await workCommands(hub.context, { limit: 5, only: 'others' })).toBe(1);
  expect(await states()).toEqual(['collect PENDING', 'decide SUCCEEDED']);
  expect(await workCommands(hub.context, { limit: 5, only: 'internal' })).toBe(1);
  expect(await states()).toEqual(['collect SUCCEEDED', 'decide SUCCEEDED']);
});

test('that an owed one has failed is told apart in the log, since nobody waits for it', async () => {
  hub.channel.office.answers.push('refuses');
  hub.channel.office.outcomes.push({ outcome: 'failed', code: 'NO', message: 'The channel says no.' });
  await hub.dossiers.append(REFERENCE, () => [said('confirmed')]);
  await desk.submit('report', 'by hand', { reference: REFERENCE, note: 'by hand' });
  await desk.settle();
  expect(await desk.ledger()).toMatchObject([
    { name: 'collect', state: 'FAILED' },
    { name: 'report', state: 'FAILED' },
  ]);
  const told = hub.logger.lines.filter((line) => line.includes('"state":"FAILED"'));
  expect(told.map((line) => line.split(' {')[0]).toSorted()).toEqual([
    'Command settled',
    'What an order owes has failed; nobody waits for it',
  ]);
});
