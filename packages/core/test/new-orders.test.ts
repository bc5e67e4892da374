import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandRequest, CommandSubmission } from '../src/commands/command-submission.ts';
import { resolveCommand } from '../src/commands/resolve-command.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { workCommands } from '../src/commands/work-commands.ts';
import { askChannel } from '../src/queries/ask-channel.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { SETTLE_WINDOW_MS } from './support/command-channel.ts';
import { authorisedShop, commandHub, SESSION, storeOrder, viewerOf } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { madeBy, QUOTE_MS } from './support/desk-definitions.ts';
import { dyingAt } from './support/dying-at.ts';

const LEASE_MS = 60_000;

let hub: CommandHub;
let wishes = 0;
let key: string;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(() => {
  key = `booking-${(wishes += 1)}`;
});
afterEach(() => hub.settleAll());

const wish = (change: Partial<CommandRequest> & { readonly input?: object } = {}): CommandRequest => ({
  channel: 'demo',
  name: 'book',
  shopId: hub.shopId,
  idempotencyKey: key,
  ...change,
  input: { note: 'for two', ...change.input },
});
const submit = (request: CommandRequest, viewer = hub.viewer): Promise<CommandSubmission> =>
  submitCommand(hub.context, viewer, request);

async function tasksOf(reference: string): Promise<unknown[]> {
  return hub.database.query(
    { name: 'test.tasks_of', text: 'select cause from interline.sync_task where shop_id = $1 and reference = $2' },
    [hub.shopId, reference],
  );
}

async function offer(from: Date = hub.clock.now()): Promise<string> {
  const input = { from: 'PEK', day: from.toISOString() };
  const asked = await askChannel(hub.context, hub.viewer, {
    channel: 'demo',
    name: 'search',
    shopId: hub.shopId,
    input,
  });
  if (asked.kind !== 'answered' || !('offer' in asked.answer)) throw new Error('no offer');
  return String(asked.answer.offer);
}

describe('a command that makes a new order', () => {
  test('has no reference until its outcome says which order was made; that order is then fetched', async () => {
    const command = await hub.accepted(wish());
    expect(command).toMatchObject({ state: 'PENDING', reference: null, orderId: null, quoteId: null });
    await hub.work();
    const reference = madeBy(command.id);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', reference, orderId: null });
    expect(hub.channel.requests.at(-1)).toMatchObject({ commandId: command.id, reference: null, quote: null });
    expect(await tasksOf(reference)).toEqual([{ cause: 'COMMAND' }]);
  });

  test('is tied to its order when news of it came first', async () => {
    hub.channel.onRequest = ({ commandId }) => storeOrder(hub.context, hub.shopId, madeBy(commandId));
    const command = await hub.accepted(wish());
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', orderId: expect.any(String) });
  });

  test('that fails has no order, and none is fetched', async () => {
    hub.channel.receive('refuses it');
    const command = await hub.accepted(wish());
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', reference: null });
    expect(await tasksOf(madeBy(command.id))).toEqual([]);
  });

  test.each(['does it, but does not answer', 'does it, but does not say which'] as const)(
    'and %s: the order is found by asking, and made once',
    async (reception) => {
      hub.channel.receive(reception);
      const command = await hub.accepted(wish());
      await hub.work();
      expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN', reference: null, attempts: 1 });
      await hub.work();
      expect(await hub.stateOf(command)).toMatchObject({
        state: 'SUCCEEDED',
        reference: madeBy(command.id),
        attempts: 1,
      });
      expect(hub.effectsOf(command)).toBe(1);
    },
  );

  test('a success that does not say which is a fault of the adapter, told in the log', async () => {
    hub.channel.receive('does it, but does not say which');
    hub.channel.reply('tells, but not which');
    const command = await hub.accepted(wish());
    const before = hub.logger.lines.length;
    await hub.work();
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'UNKNOWN' });
    expect(hub.logger.lines.slice(before).filter((line) => line.includes('does not say which'))).toHaveLength(2);
  });

  test.each([
    ['by sending', 'does it, but does not say which', []],
    ['by asking', 'does it, but does not answer', ['tells, but not which']],
  ] as const)(
    'what was told as done %s is never sent again, even if no trace of it is found',
    async (_how, reception, first) => {
      hub.channel.receive(reception);
      hub.channel.reply(...first, ...Array.from({ length: 9 }, () => 'denies it' as const));
      const command = await hub.accepted(wish());
      await hub.work();
      for (let round = 0; round < 3; round += 1) await hub.afterwards(SETTLE_WINDOW_MS);
      expect(await hub.stateOf(command)).toMatchObject({ state: 'NEEDS_ATTENTION', attempts: 1 });
      expect(hub.effectsOf(command)).toBe(1);
    },
  );

  test('[kill after send] one order is made', async () => {
    hub.channel.receive('does it while the worker dies');
    const command = await hub.accepted(wish());
    const arrival = hub.channel.arrival();
    void hub.work();
    await arrival;
    await hub.afterwards(LEASE_MS);
    expect(await hub.stateOf(command)).toMatchObject({
      state: 'SUCCEEDED',
      reference: madeBy(command.id),
      attempts: 1,
    });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('[kill between] what was not committed as sent is not sent', async () => {
    const command = await hub.accepted(wish());
    await expect(workCommands(dyingAt(hub.context, 'command.mark_sent'), { limit: 5 })).rejects.toThrow('1 of 1');
    expect(hub.effectsOf(command)).toBe(0);
    await hub.afterwards(LEASE_MS);
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('[10 parallel retries, the effect lands 30 s late] one order is made', async () => {
    hub.channel.receive({ landsAfterMs: 30_000 });
    const commands = await Promise.all(Array.from({ length: 10 }, () => hub.accepted(wish())));
    expect(new Set(commands.map(({ id }) => id)).size).toBe(1);
    await Promise.all([hub.work(), hub.work()]);
    await hub.afterwards(SETTLE_WINDOW_MS);
    const made = hub.channel.effects().filter(({ idempotencyKey }) => idempotencyKey === key);
    expect(made).toHaveLength(1);
  });

  test('a second wish is a second order', async () => {
    const first = await hub.accepted(wish());
    const second = await hub.accepted(wish({ idempotencyKey: `${key} again` }));
    await hub.work();
    expect([hub.effectsOf(first), hub.effectsOf(second)]).toEqual([1, 1]);
  });

  test('a person who finds the order names it', async () => {
    hub.channel.receive('does it, but does not answer');
    hub.channel.reply(...Array.from({ length: 9 }, () => 'does not say' as const));
    const { id } = await hub.accepted(wish());
    await hub.work();
    await hub.afterwards(25 * 3_600_000);
    const finding = { happened: true, note: 'it is in the list of orders' };
    expect(await resolveCommand(hub.context, hub.viewer, id, finding)).toMatchObject({ code: 'REFERENCE_MISSING' });
    expect(await resolveCommand(hub.context, hub.viewer, id, { ...finding, reference: 'found-1' })).toMatchObject({
      kind: 'resolved',
      command: { state: 'SUCCEEDED', reference: 'found-1' },
    });
    expect(await tasksOf('found-1')).toEqual([{ cause: 'COMMAND' }]);
  });
});

describe('the shop of a new order', () => {
  test('is the viewer’s only one of the channel, or must be named', async () => {
    const other = await authorisedShop(hub.context, `second-${key}`);
    const { shopId: _, ...anywhere } = wish();
    expect(await submit(anywhere, viewerOf([hub.shopId]))).toMatchObject({ command: { shopId: hub.shopId } });
    const elsewhere = { ...anywhere, idempotencyKey: `${key} elsewhere` };
    expect(await submit(elsewhere)).toMatchObject({ code: 'AMBIGUOUS_SHOP', shopIds: expect.arrayContaining([other]) });
    expect(await submit({ ...elsewhere, shopId: other })).toMatchObject({ command: { shopId: other } });
  });

  test.each(['019aa000-0000-7000-8000-00000000dead', 'not a uuid'])('%j is none', async (shopId) => {
    expect(await submit(wish({ shopId }))).toMatchObject({ kind: 'refused', code: 'SHOP_NOT_FOUND' });
  });

  test('of another tenant is answered like one that does not exist [invariant 13]', async () => {
    const viewer = viewerOf([await authorisedShop(hub.context, `tenant-${key}`)]);
    const foreign = await submit(wish(), viewer);
    expect(foreign).toMatchObject({ code: 'SHOP_NOT_FOUND' });
    expect(await submit(wish({ shopId: '019aa000-0000-7000-8000-00000000dead' }), viewer)).toEqual(foreign);
  });

  test('the same key with the same input is the first command, although a second shop has come since', async () => {
    const { shopId: _, ...anywhere } = wish();
    const only = await authorisedShop(hub.context, `only-${key}`);
    const first = await submit(anywhere, viewerOf([only]));
    const more = viewerOf([only, await authorisedShop(hub.context, `more-${key}`)]);
    expect(await submit({ ...anywhere, idempotencyKey: `${key} new` }, more)).toMatchObject({ code: 'AMBIGUOUS_SHOP' });
    expect(await submit(anywhere, more)).toEqual({ ...first, repeated: true });
  });
});

describe('what an adapter checks beforehand', () => {
  test('an offer of this shop is taken; one that is none, and one of another shop, name the field', async () => {
    expect(await submit(wish({ input: { offer: await offer() } }))).toMatchObject({ kind: 'accepted' });
    const other = await authorisedShop(hub.context, `offer-${key}`);
    const foreign = wish({ shopId: other, idempotencyKey: `${key} foreign`, input: { offer: await offer() } });
    for (const request of [foreign, wish({ idempotencyKey: `${key} none`, input: { offer: 'none' } })]) {
      expect(await submit(request)).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'offer' }] });
    }
  });

  test('an offer that is over is not allowed; a wish that was taken down in time is repeated all the same', async () => {
    const input = { offer: await offer() };
    const first = await hub.accepted(wish({ input }));
    await hub.work();
    hub.clock.advance(QUOTE_MS);
    expect(await submit(wish({ idempotencyKey: `${key} late`, input }))).toMatchObject({
      code: 'NOT_ALLOWED',
      reasonCode: 'OFFER_OVER',
    });
    expect(await submit(wish({ input }))).toMatchObject({
      kind: 'accepted',
      repeated: true,
      command: { id: first.id },
    });
  });

  test('an offer that ends before the command could be sent stops it', async () => {
    const command = await hub.accepted(wish({ input: { offer: await offer() } }));
    hub.clock.advance(QUOTE_MS);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'OFFER_OVER', attempts: 0 });
    expect(hub.effectsOf(command)).toBe(0);
  });

  test('an offer that ends while the channel makes a command wait that it has seen does not stop it', async () => {
    hub.channel.receive('throttles');
    const command = await hub.accepted(wish({ input: { offer: await offer() } }));
    await hub.work();
    await hub.afterwards(QUOTE_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
  });

  test('a shop without a session makes a new order wait [invariant 12]', async () => {
    hub.channel.receive('finds the session expired');
    const command = await hub.accepted(wish());
    await hub.work();
    await hub.afterwards(3_600_000);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'PENDING' });
    await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', reference: madeBy(command.id) });
  });
});
