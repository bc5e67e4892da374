import { afterEach, beforeEach, expect, test } from 'vitest';
import { showKey } from '../src/calls/show-key.ts';
import type { InboundCall } from '../src/contract/call-source.ts';
import type { Database } from '../src/database.ts';
import type { HubContext } from '../src/hub-context.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { DUE_MS, said, textAnswer } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { dyingAt } from './support/dying-at.ts';

const CANARY = 'canary-passenger';
const KEPT_MS = 600_000;

let hub: CallHub;
beforeEach(async () => {
  hub = await callHub();
  hub.channel.answer = async ({ once, dossiers, shop }, { query, body }) => {
    if (!(await once(query, new Date(hub.clock.now().getTime() + KEPT_MS)))) return textAnswer(403, 'shown before');
    const entries = await dossiers.append(Buffer.from(body).toString(), () => [said('created')]);
    return textAnswer(200, `${shop.accountId} ${entries.length}`);
  };
});
afterEach(() => hub[Symbol.asyncDispose]());

/** A signed call, byte for byte the same each time. */
const recorded = (): Partial<InboundCall> => ({ query: 'sign=1', body: Buffer.from('7') });
const otherNode = (): HubContext => ({ ...hub.context, database: { ...hub.database } });
const orders = () => hub.rows('select reference, version from interline.orders');
const bodies = (answers: readonly { readonly body: string }[]): string[] => answers.map(({ body }) => body);

test('a call that was answered is refused, here and at every other shop, also when another of it is signed anew', async () => {
  const other = await hub.addShop('42');
  expect((await hub.call(recorded())).body).toBe('725677994 1');
  expect((await hub.call(recorded())).body).toBe('shown before');
  expect((await hub.call(recorded(), other.id)).body).toBe('shown before');
  expect((await hub.call({ ...recorded(), query: 'sign=2' }, other.id)).body).toBe('42 1');
  expect((await hub.place(recorded(), hub.shop.id, otherNode())).body).toBe('shown before');
});

test('a caller who was cut off before the answer may repeat its call byte for byte, until it is answered', async () => {
  const lost = await hub.place(recorded());
  const alsoLost = await hub.place(recorded());
  expect((await hub.call(recorded())).body).toBe('725677994 1');
  expect(bodies([lost, alsoLost])).toEqual(['725677994 1', '725677994 1']);
  expect((await hub.call(recorded())).body).toBe('shown before');
  expect(await orders()).toEqual([{ reference: '7', version: 1 }]);
});

test('a call that nobody answered is refused at every other shop all the same', async () => {
  const other = await hub.addShop('42');
  await hub.place(recorded());
  expect((await hub.call(recorded(), other.id)).body).toBe('shown before');
  expect((await hub.call(recorded())).body).toBe('725677994 1');
});

test.each(['dossier.append', 'apply.write'])(
  'a hub that is killed at %s, after the key was shown, answers the repeat on another node',
  async (statement) => {
    const dying = await hub.place(recorded(), hub.shop.id, dyingAt(hub.context, statement));
    expect(dying.body).toBe('trouble: INTERNAL');
    await dying.delivered();
    expect(await orders()).toEqual([]);
    const again = await hub.place(recorded(), hub.shop.id, otherNode());
    expect(again.body).toBe('725677994 1');
    await again.delivered();
    expect((await hub.call(recorded())).body).toBe('shown before');
  },
);

test('whoever is told that it took too long may repeat the call, byte for byte', async () => {
  const { answer } = hub.channel;
  const begun = Promise.withResolvers<void>();
  const resume = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  hub.channel.answer = async (context, call) => {
    const may = await context.once(call.query, new Date(hub.clock.now().getTime() + KEPT_MS));
    begun.resolve();
    await resume.promise;
    await context.dossiers.append('7', () => [said('created')]);
    ended.resolve();
    return textAnswer(200, String(may));
  };
  const late = hub.call(recorded());
  await begun.promise;
  hub.clock.advance(DUE_MS);
  expect((await late).body).toBe('trouble: LATE');
  resume.resolve();
  await ended.promise;
  hub.channel.answer = answer;
  expect((await hub.call(recorded())).body).toBe('725677994 1');
  expect((await hub.call(recorded())).body).toBe('shown before');
});

test('the same call on two nodes at once is answered twice, the same, and has one effect', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, place) => hub.place(recorded(), hub.shop.id, place % 2 ? otherNode() : hub.context)),
  );
  expect(new Set(bodies(answers))).toEqual(new Set(['725677994 1']));
  expect(await orders()).toEqual([{ reference: '7', version: 1 }]);
  await answers[3]?.delivered();
  expect((await hub.call(recorded())).body).toBe('shown before');
});

test('at two shops at once, one of them is let in', async () => {
  const other = await hub.addShop('42');
  const until = new Date(hub.clock.now().getTime() + KEPT_MS);
  for (let round = 0; round < 10; round += 1) {
    const shops = [hub.shop, other];
    const letIn = await Promise.all(shops.map((shop) => showKey(hub.context, shop, `key ${round}`, until)));
    expect(letIn.filter(Boolean)).toHaveLength(1);
  }
});

test('what was answered is known before the next call is looked at, however slow the database is to note it', async () => {
  const answered = await hub.place(recorded());
  const release = Promise.withResolvers<void>();
  const slow: Database = {
    ...hub.database,
    query: async (statement, values) => {
      if (statement.name === 'call.answered') await release.promise;
      return hub.database.query(statement, values);
    },
  };
  const context = { ...hub.context, database: slow };
  const lost = await hub.place(recorded(), hub.shop.id, context);
  const noted = lost.delivered();
  const replayed = hub.place(recorded(), hub.shop.id, context);
  release.resolve();
  expect((await replayed).body).toBe('shown before');
  await Promise.all([noted, answered.delivered()]);
});

test('that an answer arrived cannot be noted: the call is answered again, and the log says so without the key', async () => {
  const call = { ...recorded(), query: `sign=${CANARY}` };
  await (await hub.place(call, hub.shop.id, dyingAt(hub.context, 'call.answered'))).delivered();
  expect(hub.logger.lines.join()).toContain('could not be noted');
  expect(hub.logger.lines.join()).not.toContain(CANARY);
  expect((await hub.call(call)).body).toBe('725677994 1');
});

test('a key is kept as a hash, until it may be forgotten, and is new again then', async () => {
  const show = (channel: string, afterMs = 1_000, key = `sign ${CANARY}`): Promise<boolean> =>
    showKey(hub.context, { id: hub.shop.id, channel }, key, new Date(hub.clock.now().getTime() + afterMs));
  expect(await show('ferry')).toBe(true);
  expect(await show('rail')).toBe(true);
  expect(await show('ferry', 1_000, 'x'.repeat(100_000))).toBe(true);
  expect(JSON.stringify(await hub.rows('select * from interline.shown_key'))).not.toContain(CANARY);
  await hub.rows('update interline.shown_key set answered = true');
  expect(await show('ferry')).toBe(false);
  expect(await prune(hub.context, { messagesMs: 1, eventsMs: null })).toMatchObject({ shownKeys: 0 });
  hub.clock.advance(1_001);
  expect(await show('ferry', 500)).toBe(true);
  expect(await prune(hub.context, { messagesMs: 1, eventsMs: null })).toMatchObject({ shownKeys: 2 });
  const [kept] = await hub.rows<{ answered: boolean }>('select answered from interline.shown_key');
  expect(kept).toEqual({ answered: false });
});

test('what was shown before it was kept where is known everywhere', async () => {
  await hub.call(recorded());
  await hub.rows('update interline.shown_key set shop_id = default, answered = default');
  expect((await hub.call(recorded())).body).toBe('shown before');
});
