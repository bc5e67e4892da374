import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { awaitCommand } from '../src/commands/await-command.ts';
import type { CommandRequest, CommandSubmission } from '../src/commands/command-submission.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
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

describe('submitCommand', () => {
  test('what is submitted is carried out, and its order is fetched again', async () => {
    const command = await hub.accepted(wish());
    expect(command).toMatchObject({ state: 'PENDING', attempts: 0, requestedBy: 'back office', reference });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({
      state: 'SUCCEEDED',
      result: { receipt: `receipt of key-${reference}` },
      attempts: 1,
      code: null,
      finishedAt: hub.clock.now(),
    });
    const tasks = await hub.database.query(
      { name: 'test.tasks', text: 'select cause from interline.sync_task where shop_id = $1 and reference = $2' },
      [hub.shopId, reference],
    );
    expect(tasks).toEqual([{ cause: 'COMMAND' }]);
  });

  test('a refusal of the channel is the outcome', async () => {
    hub.channel.receive('refuses it');
    const command = await hub.accepted(wish());
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({
      state: 'FAILED',
      code: 'REFUSED',
      message: 'The channel says no.',
    });
  });

  test('a refusal in words that PostgreSQL refuses is the outcome all the same', async () => {
    hub.channel.receive({ refusesWith: 'No\0more \uD83D' });
    const command = await hub.accepted(wish());
    await hub.work();
    const told = 'No\uFFFDmore \uFFFD';
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: told, message: told, attempts: 1 });
  });

  test.each([
    [{ reference: 'r', note: '' }, 'note'],
    [{ reference: 'r', note: 7 }, 'note'],
    [{ note: 'a' }, 'reference'],
    [{ reference: 'r', note: 'a', surprise: 'canary' }, ''],
    ['text', ''],
    [null, ''],
  ])('input %j is refused, and the field %j is named', async (input, path) => {
    const refusal = await submit(wish({ input }));
    expect(refusal).toMatchObject({ kind: 'refused', code: 'INVALID_INPUT', fields: [{ path }] });
  });

  test.each(['', 'x'.repeat(129), 'line\nbreak', 'ключ'])('idempotency key %j is refused', async (idempotencyKey) => {
    expect(await submit(wish({ idempotencyKey }))).toMatchObject({ code: 'INVALID_IDEMPOTENCY_KEY' });
  });

  test('an unknown command or channel is refused, an inherited property too', async () => {
    for (const change of [{ name: 'explode' }, { name: 'constructor' }, { channel: 'flight' }]) {
      expect(await submit(wish(change))).toMatchObject({ kind: 'refused', code: 'UNKNOWN_COMMAND' });
    }
  });

  test('an item that the order does not have is refused, one that it has is not', async () => {
    const input = { reference, note: 'a', itemReference: 'none' };
    expect(await submit(wish({ input }))).toMatchObject({ code: 'ITEM_NOT_FOUND' });
    const itemReference = `${reference}-1`;
    expect(await hub.accepted(wish({ input: { ...input, itemReference } }))).toMatchObject({ itemReference });
  });

  test('what the order’s state does not allow is refused with the adapter’s reason', async () => {
    await setStatus('COMPLETED');
    expect(await submit(wish())).toMatchObject({ code: 'NOT_ALLOWED', reasonCode: 'NOT_AWAITING_FULFILMENT' });
  });

  test('an order that moves on before its command is sent stops it', async () => {
    const command = await hub.accepted(wish());
    await setStatus('CANCELLED');
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'NOT_AWAITING_FULFILMENT', attempts: 0 });
    expect(hub.effectsOf(command)).toBe(0);
  });
});

describe('invariant 5: one upstream effect per shop and idempotency key', () => {
  test('ten submissions at once are one command, one request and one outcome [10 parallel retries]', async () => {
    const submissions = await Promise.all(Array.from({ length: 10 }, () => hub.accepted(wish())));
    expect(new Set(submissions.map(({ id }) => id)).size).toBe(1);
    const requestsBefore = hub.channel.requests.length;
    const outcomes = Promise.all(submissions.map(({ id }) => awaitCommand(hub.context, id, { timeoutMs: 5_000 })));
    await Promise.all([hub.work(), hub.work(), hub.work()]);
    expect(new Set((await outcomes).map(({ state }) => state))).toEqual(new Set(['SUCCEEDED']));
    expect(hub.channel.requests.length - requestsBefore).toBe(1);
  });

  test('a retry after the outcome gets the first outcome, although the order would no longer allow it', async () => {
    const first = await hub.accepted(wish());
    await hub.work();
    await setStatus('FULFILLED');
    const retry = await submit(wish());
    expect(retry).toMatchObject({ kind: 'accepted', repeated: true, command: { id: first.id, state: 'SUCCEEDED' } });
    expect(await hub.work()).toBe(0);
    expect(hub.effectsOf(first)).toBe(1);
  });

  test('the order of the fields and a default left out do not make another request', async () => {
    const first = await hub.accepted(wish());
    const input = { note: 'voucher 7', itemReference: null, reference };
    expect(await submit(wish({ input }))).toMatchObject({ repeated: true, command: { id: first.id } });
  });

  test('a failure stays the outcome of its key; another key tries again', async () => {
    hub.channel.receive('refuses it');
    const first = await hub.accepted(wish());
    await hub.work();
    expect(await submit(wish())).toMatchObject({ repeated: true, command: { id: first.id, state: 'FAILED' } });
    const second = await hub.accepted(wish({ idempotencyKey: `again-${reference}` }));
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('the same key with other input or another command is refused', async () => {
    const { id } = await hub.accepted(wish());
    for (const change of [{ note: 'voucher 8' }, { name: 'attempt' }]) {
      expect(await submit(wish(change))).toMatchObject({ kind: 'refused', code: 'KEY_REUSED', commandId: id });
    }
  });

  test('a worker that dies after the effect leaves exactly one [kill after send]', async () => {
    hub.channel.receive('does it while the worker dies');
    const command = await hub.accepted(wish());
    const arrival = hub.channel.arrival();
    void hub.work();
    await arrival;
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SENT' });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SENT' });
    await hub.afterwards(LEASE_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('a worker that loses the database after the effect leaves exactly one [kill before the outcome is recorded]', async () => {
    const command = await hub.accepted(wish());
    await expect(workCommands(dyingAt(hub.context, 'command.settle'), { limit: 5 })).rejects.toThrow('1 of 1 commands');
    await hub.afterwards(LEASE_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });
});

describe('invariant 7: the intent is committed before the first byte', () => {
  test('when the request arrives, another connection already sees it as sent', async () => {
    const command = await hub.accepted(wish());
    const seen: unknown[] = [];
    hub.channel.onRequest = async () => {
      const { state, attempts } = await hub.stateOf(command);
      seen.push({ state, attempts });
    };
    await hub.work();
    hub.channel.onRequest = () => {};
    expect(seen).toEqual([{ state: 'SENT', attempts: 1 }]);
  });

  test('a worker that dies between the two sends nothing, and the next one sends once [kill between]', async () => {
    const command = await hub.accepted(wish());
    const requestsBefore = hub.channel.requests.length;
    await expect(workCommands(dyingAt(hub.context, 'command.mark_sent'), { limit: 5 })).rejects.toThrow(
      '1 of 1 commands',
    );
    expect(hub.channel.requests.length).toBe(requestsBefore);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING', attempts: 0 });
    await hub.afterwards(LEASE_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('a submission that could not be committed sends nothing', async () => {
    const dying = dyingAt(hub.context, 'command.insert');
    await expect(submitCommand(dying, hub.viewer, wish())).rejects.toThrow('The connection was cut');
    expect(await hub.work()).toBe(0);
  });
});

async function setStatus(status: string): Promise<void> {
  await hub.database.query(
    { name: 'test.status', text: 'update interline.orders set status = $3 where shop_id = $1 and reference = $2' },
    [hub.shopId, reference, status],
  );
}
