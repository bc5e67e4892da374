import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandRequest, CommandSubmission } from '../src/commands/command-submission.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import { SETTLE_WINDOW_MS } from './support/command-channel.ts';
import { commandHub, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { dyingAt } from './support/dying-at.ts';

const LEASE_MS = 60_000;

let hub: CommandHub;
/** A new order in the first shop, for each test. */
let reference: string;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
afterEach(() => hub.settleAll());
beforeEach(async () => {
  reference = await hub.newOrder();
});

const submit = (request: CommandRequest): Promise<CommandSubmission> => submitCommand(hub.context, hub.viewer, request);
const wish = (change: Parameters<typeof wishFor>[1] = {}): CommandRequest =>
  wishFor(reference, { idempotencyKey: `key-${reference}`, ...change });

describe('invariant 6: time-out means UNKNOWN, UNKNOWN means ask', () => {
  test('an effect without an answer is found by asking, not by sending again', async () => {
    hub.channel.receive('does it, but does not answer');
    const command = await hub.accepted(wish());
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  });

  test('absence before the settle window proves nothing [the effect lands 30 s after the time-out]', async () => {
    hub.channel.receive({ landsAfterMs: 30_000 });
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.afterwards(1_000);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    await hub.afterwards(SETTLE_WINDOW_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('what is proven absent past the window is sent again', async () => {
    hub.channel.receive('never receives it');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.afterwards(SETTLE_WINDOW_MS - 1);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    await hub.afterwards(1);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING', attempts: 1 });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('a command that may not be sent again fails as without effect', async () => {
    hub.channel.receive('never receives it');
    const command = await hub.accepted(wish({ name: 'attempt' }));
    await hub.work();
    await hub.afterwards(SETTLE_WINDOW_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'NO_EFFECT', attempts: 1 });
  });

  test('a command that never leaves a trace is given up after five times', async () => {
    hub.channel.receive(...Array.from({ length: 5 }, () => 'never receives it' as const));
    const command = await hub.accepted(wish());
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await hub.work();
      await hub.afterwards(SETTLE_WINDOW_MS);
    }
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'NO_EFFECT', attempts: 5 });
  });

  test('what stays unclear is asked ever more slowly, and needs a person after a day', async () => {
    hub.channel.receive('does it, but does not answer');
    hub.channel.reply(...Array.from({ length: 200 }, () => 'does not say' as const));
    const command = await hub.accepted(wish());
    await hub.work();
    let questions = 0;
    for (let minute = 0; minute < 25 * 60; minute += 1) {
      hub.clock.advance(60_000);
      questions += await hub.work();
    }
    expect(await hub.stateOf(command)).toMatchObject({ state: 'NEEDS_ATTENTION', code: 'UNCLEAR', finishedAt: null });
    expect(questions).toBeLessThan(100);
    expect(hub.logger.lines.at(-1)).toContain('A command needs a person to look at it');
  });

  test('a busy channel is asked again when it says so', async () => {
    hub.channel.receive('does it, but does not answer');
    hub.channel.reply('is busy');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.work();
    await hub.afterwards(89_999);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', message: 'Too many calls.' });
    await hub.afterwards(1);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('the adapter is told when it last asked and got no answer, over a kill too: an asking may repeat the request', async () => {
    const asked: Date[] = [];
    const told: (Date | null)[] = [];
    hub.channel.onQuestion = ({ askedAt }) => {
      asked.push(hub.clock.now());
      told.push(askedAt);
    };
    hub.channel.receive('does it, but does not answer');
    hub.channel.reply('denies it', 'does not say', 'is busy', 'does not say', 'is busy');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.work();
    for (let question = 1; question < 3; question += 1) await hub.afterwards(10 * 60_000);
    hub.clock.advance(60 * 60_000);
    await workCommands(dyingAt(hub.context, 'command.postpone'), { limit: 5 }).catch(() => undefined);
    for (let question = 4; question < 6; question += 1) await hub.afterwards(60 * 60_000);
    hub.channel.onQuestion = () => {};
    expect(told).toEqual([null, null, asked[1], asked[1], asked[3], asked[3]]);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  });

  test('an adapter that throws counts as unknown, and its words are not repeated', async () => {
    hub.channel.receive('breaks the adapter');
    const command = await hub.accepted(wish({ note: 'canary-note' }));
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN' });
    expect(JSON.stringify([await hub.stateOf(command), hub.logger.lines])).not.toContain('canary-note');
    await hub.afterwards(SETTLE_WINDOW_MS);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  });
});

describe('invariant 8: frozen after success, retried after failure', () => {
  test('another key with the same input gets the first outcome without a call', async () => {
    const first = await hub.accepted(wish({ name: 'deliver' }));
    await hub.work();
    const again = await submit(wish({ name: 'deliver', idempotencyKey: `second-${reference}` }));
    expect(again).toMatchObject({ kind: 'accepted', repeated: true, command: { id: first.id, state: 'SUCCEEDED' } });
    expect(await hub.work()).toBe(0);
  });

  test('other input is refused, and told what differs [a correction after success]', async () => {
    const first = await hub.accepted(wish({ name: 'deliver' }));
    await hub.work();
    const correction = await submit(wish({ name: 'deliver', idempotencyKey: `second-${reference}`, note: 'canary' }));
    expect(correction).toMatchObject({
      kind: 'refused',
      code: 'ALREADY_DONE_DIFFERENTLY',
      differences: ['note'],
      command: { id: first.id },
    });
    expect(JSON.stringify(correction)).not.toContain('canary');
  });

  test('while it is under way, the same input joins it and other input is refused [kill in the middle]', async () => {
    hub.channel.receive('does it while the worker dies');
    const first = await hub.accepted(wish({ name: 'deliver' }));
    const arrival = hub.channel.arrival();
    void hub.work();
    await arrival;
    const other = { name: 'deliver', idempotencyKey: `second-${reference}` };
    expect(await submit(wish(other))).toMatchObject({ kind: 'accepted', command: { id: first.id, state: 'SENT' } });
    expect(await submit(wish({ ...other, note: 'b' }))).toMatchObject({ code: 'ALREADY_DONE_DIFFERENTLY' });
    await hub.afterwards(LEASE_MS);
    expect(await hub.stateOf(first)).toMatchObject({ state: 'SUCCEEDED' });
    expect(hub.effectsOf(first)).toBe(1);
  });

  test('after a failure, a new key with other input is sent', async () => {
    hub.channel.receive('refuses it');
    await hub.accepted(wish({ name: 'deliver' }));
    await hub.work();
    const second = await hub.accepted(
      wish({ name: 'deliver', idempotencyKey: `second-${reference}`, note: 'corrected' }),
    );
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
    const effect = hub.channel.effects().find(({ commandId }) => commandId === second.id);
    expect(effect).toMatchObject({ note: 'corrected' });
  });

  test.each([
    ['that the channel answers', () => hub.channel.receive('does it, repeatably')],
    [
      'that is found by asking',
      () => {
        hub.channel.receive('does it, but does not answer');
        hub.channel.reply('tells of a repeatable one');
      },
    ],
  ])(
    'a repeatable success %s uses nothing up: another may follow, and only that one is the last',
    async (_, script) => {
      script();
      const key = (name: string) => ({ name: 'deliver', idempotencyKey: `${name}-${reference}` });
      const first = await hub.accepted(wish({ ...key('first'), note: 'sold out' }));
      const second = wish({ ...key('second'), note: 'there is a seat' });
      expect(await submit(second)).toMatchObject({ code: 'ALREADY_DONE_DIFFERENTLY', command: { id: first.id } });
      await hub.work();
      await hub.work();
      expect(await hub.stateOf(first)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
      expect(await submit(wish({ ...key('first'), note: 'sold out' }))).toMatchObject({
        repeated: true,
        command: { id: first.id },
      });
      const accepted = await hub.accepted(second);
      await hub.work();
      expect(await hub.stateOf(accepted)).toMatchObject({ state: 'SUCCEEDED' });
      expect(hub.effectsOf(first) + hub.effectsOf(accepted)).toBe(2);
      expect(await submit(wish({ ...key('third'), note: 'sold out' }))).toMatchObject({
        code: 'ALREADY_DONE_DIFFERENTLY',
        command: { id: accepted.id },
      });
    },
  );

  test('ten different keys at once have one effect', async () => {
    const commands = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        hub.accepted(wish({ name: 'deliver', idempotencyKey: `${reference}-${index}` })),
      ),
    );
    expect(new Set(commands.map(({ id }) => id)).size).toBe(1);
    await Promise.all([hub.work(), hub.work()]);
    expect(hub.channel.effects().filter(({ commandId }) => commandId === commands[0]?.id)).toHaveLength(1);
  });
});
