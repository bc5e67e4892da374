import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { awaitCommand } from '../src/commands/await-command.ts';
import type { CommandRequest } from '../src/commands/command-submission.ts';
import { resolveCommand } from '../src/commands/resolve-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import type { Viewer } from '../src/viewer.ts';
import { authorisedShop, commandHub, SESSION, storeOrder, viewerOf, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

let hub: CommandHub;
let reference: string;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
afterEach(() => hub.settleAll());
beforeEach(async () => {
  reference = await hub.newOrder();
});

const wish = (): CommandRequest => wishFor(reference, { idempotencyKey: `key-${reference}` });
const authorise = (shopId: string, accessToken = SESSION): Promise<void> =>
  authoriseShop(hub.context, shopId, { accessToken, expiresAt: null });

describe('a command that has to wait', () => {
  test('waits as long as the channel asks it to', async () => {
    hub.channel.receive('throttles');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.afterwards(29_999);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING', attempts: 1 });
    await hub.afterwards(1);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  });

  test('is left alone by a second worker while the first one holds it', async () => {
    const command = await hub.accepted(wish());
    const worked = await Promise.all([hub.work(), hub.work(), hub.work()]);
    expect(worked.sort()).toEqual([0, 0, 1]);
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('is asked about by one worker at a time', async () => {
    hub.channel.receive('does it, but does not answer');
    const command = await hub.accepted(wish());
    await hub.work();
    const others: number[] = [];
    hub.channel.onQuestion = async () => void others.push(await hub.work());
    expect(await hub.work()).toBe(1);
    expect(others).toEqual([0]);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('has its call ended when the lease is over, or when the hub stops', async () => {
    const stop = new AbortController();
    for (const end of [() => hub.clock.advance(60_000), () => stop.abort()]) {
      hub.channel.receive('never receives it as the worker dies');
      const order = await hub.newOrder();
      await hub.accepted(wishFor(order, { idempotencyKey: `key-${order}` }));
      const arrival = hub.channel.arrival();
      void workCommands(hub.context, { limit: 5, signal: stop.signal });
      await arrival;
      expect(hub.channel.signals.at(-1)?.aborted).toBe(false);
      end();
      expect(hub.channel.signals.at(-1)?.aborted).toBe(true);
    }
  });

  test('takes an answer that comes after the lease was lost, because it is the truth', async () => {
    const command = await hub.accepted(wish());
    const [arrived, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    hub.channel.onRequest = () => {
      arrived.resolve();
      return go.promise;
    };
    const slow = hub.work();
    await arrived.promise;
    await hub.afterwards(60_000);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    go.resolve();
    await slow;
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    await hub.afterwards(3_600_000);
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('is not decided by a late answer to an earlier sending', async () => {
    const command = await hub.accepted(wish());
    const answers: PromiseWithResolvers<void>[] = [];
    hub.channel.onRequest = () => {
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      arrived.shift()?.resolve();
      return answer.promise;
    };
    const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const [firstArrival, secondArrival] = arrived.map(({ promise }) => promise);
    const first = hub.work();
    await firstArrival;
    await hub.afterwards(60_000);
    await hub.afterwards(60_000);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING', attempts: 1 });
    const second = hub.work();
    await secondArrival;

    hub.channel.receive('refuses it');
    answers[0]?.resolve();
    await first;
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SENT', attempts: 2 });
    answers[1]?.resolve();
    await second;
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  });

  test('stops asking upstream when the hub stops', async () => {
    await hub.accepted(wish());
    expect(await workCommands(hub.context, { limit: 5, signal: AbortSignal.abort() })).toBe(0);
  });
});

describe('invariant 12: an expired session makes the shop’s commands wait, loses none and storms nothing', () => {
  test('[expire in the middle of a batch]', async () => {
    const other = await authorisedShop(hub.context, `other-${reference}`);
    await storeOrder(hub.context, other, `other-${reference}`);
    hub.channel.receive('finds the session expired');
    const first = await hub.accepted(wish());
    await hub.work();
    expect(await hub.stateOf(first)).toMatchObject({ state: 'PENDING', message: expect.stringContaining('Authorise') });

    const second = await hub.accepted(wishFor(reference, { idempotencyKey: `second-${reference}` }));
    const elsewhere = await hub.accepted(wishFor(`other-${reference}`));
    const requestsBefore = hub.channel.requests.length;
    let worked = 0;
    for (let hour = 0; hour < 5; hour += 1) {
      hub.clock.advance(3_600_000);
      worked += await hub.work();
    }
    expect(worked).toBe(1);
    expect(await hub.stateOf(elsewhere)).toMatchObject({ state: 'SUCCEEDED' });
    expect(hub.channel.requests.length - requestsBefore).toBe(1);

    await authorise(hub.shopId, 'renewed-session');
    await hub.work();
    for (const command of [first, second]) {
      expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED' });
      expect(hub.effectsOf(command)).toBe(1);
    }
    expect(hub.channel.sessions.at(-1)).toBe('renewed-session');
  });

  test('a command whose outcome is unknown waits too, and is asked about after the shop has resumed', async () => {
    hub.channel.receive('does it, but does not answer');
    hub.channel.reply('finds the session expired');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.work();
    for (let day = 0; day < 3; day += 1) await hub.afterwards(24 * 3_600_000);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    await authorise(hub.shopId);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  });

  test('a session that ends by the clock is noticed before a request is wasted', async () => {
    const expiresAt = new Date(hub.clock.now().getTime() + 1_000);
    await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt });
    const command = await hub.accepted(wish());
    const requestsBefore = hub.channel.requests.length;
    await hub.afterwards(1_000);
    await hub.afterwards(3_600_000);
    expect(hub.channel.requests.length).toBe(requestsBefore);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING', attempts: 0 });
    await authorise(hub.shopId);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
  });
});

describe('resolveCommand', () => {
  test('a person who looked it up closes it, and frees its place when it did not happen', async () => {
    hub.channel.receive('never receives it');
    hub.channel.reply(...Array.from({ length: 3 }, () => 'does not say' as const));
    const request = wishFor(reference, { name: 'deliver', idempotencyKey: `key-${reference}` });
    const stuck = await hub.accepted(request);
    await hub.work();
    await hub.afterwards(25 * 3_600_000);
    expect(await hub.stateOf(stuck)).toMatchObject({ state: 'NEEDS_ATTENTION' });
    const again = { ...request, idempotencyKey: `second-${reference}` };
    expect(await hub.accepted(again)).toMatchObject({ id: stuck.id });

    const finding = { happened: false, note: 'the order page shows no delivery' };
    const resolve = (viewer: Viewer) => resolveCommand(hub.context, viewer, stuck.id, finding);
    const notFound = { kind: 'refused', code: 'COMMAND_NOT_FOUND' };
    expect(await resolve(viewerOf(null, ['orders:read']))).toMatchObject(notFound);
    expect(await resolve(viewerOf([]))).toMatchObject(notFound);
    expect(await resolve(hub.viewer)).toMatchObject({
      kind: 'resolved',
      command: {
        state: 'FAILED',
        code: 'NO_EFFECT',
        message: 'Looked up by back office: the order page shows no delivery',
        finishedAt: hub.clock.now(),
      },
    });
    expect(await resolve(hub.viewer)).toMatchObject(notFound);
    hub.channel.clearScript();
    const second = await hub.accepted(again);
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('awaitCommand', () => {
  test('resolves with the outcome as soon as there is one', async () => {
    const command = await hub.accepted(wish());
    const outcome = awaitCommand(hub.context, command.id, { timeoutMs: 5_000 });
    await hub.work();
    expect(await outcome).toMatchObject({ state: 'SUCCEEDED' });
    expect(await awaitCommand(hub.context, command.id, { timeoutMs: 5_000 })).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('resolves with the open command when the time is over', async () => {
    hub.channel.receive('never receives it');
    const command = await hub.accepted(wish());
    await hub.work();
    const outcome = awaitCommand(hub.context, command.id, { timeoutMs: 5_000 });
    hub.clock.advance(4_999);
    hub.clock.advance(1);
    expect(await outcome).toMatchObject({ state: 'UNKNOWN' });
  });

  test('a hundred waiting callers share one connection', async () => {
    const command = await hub.accepted(wish());
    let connections = 0;
    const database = {
      ...hub.database,
      listen: (channel: string, onNotify: (payload: string) => void) => {
        connections += 1;
        return hub.database.listen(channel, onNotify);
      },
    };
    const outcomes = Array.from({ length: 100 }, () =>
      awaitCommand({ ...hub.context, database }, command.id, { timeoutMs: 5_000 }),
    );
    await hub.work();
    expect(new Set((await Promise.all(outcomes)).map(({ state }) => state))).toEqual(new Set(['SUCCEEDED']));
    expect(connections).toBe(1);
  });

  test('a command that does not exist is a bug', async () => {
    const missing = awaitCommand(hub.context, '019aa000-0000-7000-8000-00000000dead', { timeoutMs: 1 });
    await expect(missing).rejects.toThrow('There is no command');
  });
});
