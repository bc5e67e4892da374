import { afterEach, expect, test } from 'vitest';
import { lockOrders } from '../src/apply/lock-orders.ts';
import { answerCall } from '../src/calls/answer-call.ts';
import type { Database } from '../src/database.ts';
import { shopDossiers } from '../src/dossiers/shop-dossiers.ts';
import { callOf, said, textAnswer } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';

let hub: CallHub;
afterEach(() => hub[Symbol.asyncDispose]());

const CALLS = 50;

/** Each call creates the order that its body names, and waits until somebody has decided about it. */
function decides(): void {
  hub.channel.answer = async ({ dossiers, once, services }, { body, query }) => {
    const reference = Buffer.from(body).toString();
    const isNew = await once(query, new Date(services.clock.now().getTime() + 1_000));
    await dossiers.append(reference, () => [said('created')]);
    const entries = await dossiers.until(reference, (all) => all.some(({ kind }) => kind === 'confirmed'), 3_000);
    return textAnswer(200, `${isNew ? 'new' : 'shown'} ${entries.map(({ kind }) => kind).join()}`);
  };
}

const call = (reference: string, place: number) => hub.call({ body: Buffer.from(reference), query: `${place}` });

test.each([
  ['one order', 1],
  ['as many orders', CALLS],
])('with one connection, fifty calls at once for %s that wait for a decision are all answered', async (_, orders) => {
  hub = await callHub({ poolSize: 1 });
  decides();
  const references = Array.from({ length: orders }, (__, place) => `order ${place}`);
  const calls = Array.from({ length: CALLS }, (__, place) => call(`order ${place % orders}`, place));
  const person = shopDossiers(hub.context, hub.shop, 'COMMAND');
  const decisions = references.map(async (reference) => {
    await person.until(reference, (entries) => entries.length > 0, 3_000);
    await person.append(reference, () => [said('confirmed')]);
  });
  const answers = await Promise.all(calls);
  await Promise.all(decisions);
  expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['new created,confirmed']));
  expect(await hub.rows('select 1 from interline.orders')).toHaveLength(orders);
});

test('while another node holds one order, calls about it take one connection, and other orders are answered', async () => {
  hub = await callHub({ poolSize: 2 });
  hub.channel.answer = async ({ dossiers }, { body }) => {
    const entries = await dossiers.append(Buffer.from(body).toString(), () => [said('created')]);
    return textAnswer(200, `entry ${entries.length}`);
  };
  const letGo = await holdOrder('held');
  const stuck = Array.from({ length: 10 }, (_, place) => call('held', place));
  expect((await Promise.all(['free', 'open'].map(call))).map(({ body }) => body)).toEqual(['entry 1', 'entry 1']);
  await letGo();
  expect(new Set((await Promise.all(stuck)).map(({ body }) => body))).toEqual(new Set(['entry 1']));
});

test('when an order cannot be had, all who wait for it are told at once, and the next one is answered', async () => {
  hub = await callHub();
  let tries = 0;
  const first = Promise.withResolvers<void>();
  const impatient: Database = {
    ...hub.database,
    transaction: async (work) => {
      tries += 1;
      if (tries > 1) return hub.database.transaction(work);
      await first.promise;
      throw Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' });
    },
  };
  const dossiers = shopDossiers({ ...hub.context, database: impatient }, hub.shop, 'MESSAGE');
  const append = () => dossiers.append('7', () => [said('created')]);
  const waiting = Promise.allSettled([append(), append(), append()]);
  first.resolve();
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(tries).toBe(1);
  expect(await append()).toHaveLength(1);
});

test.each<[string, Database['listen']]>([
  ['never comes up', () => new Promise(() => {})],
  ['fails', async () => Promise.reject(Object.assign(new Error('no more connections'), { code: '53300' }))],
  ['never ends', async () => () => new Promise(() => {})],
])('when the connection for notifications %s, who waits is answered when the time is over', async (_, listen) => {
  hub = await callHub();
  decides();
  const context = { ...hub.context, database: { ...hub.database, listen } };
  const looked = Promise.withResolvers<void>();
  const clock = {
    ...hub.clock,
    schedule(ms: number, task: () => void) {
      if (ms === 3_000) looked.resolve();
      return hub.clock.schedule(ms, task);
    },
  };
  const inbound = callOf({ receivedAt: clock.now(), body: Buffer.from('8') });
  const answer = answerCall(
    { ...context, clock },
    { path: 'ferry', shop: hub.shop.id, call: inbound },
    new AbortController().signal,
  );
  await looked.promise;
  await hub.dossiers.append('8', () => [said('confirmed')]);
  hub.clock.advance(3_000);
  expect((await answer).body).toBe('new created,confirmed');
});

/** Locks an order as a node does that writes it. @returns what lets go of it */
async function holdOrder(reference: string): Promise<() => Promise<void>> {
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  // Connections of their own, as another node has.
  const held = hub.database.batch.transaction(async (sql) => {
    await lockOrders(sql, [{ shopId: hub.shop.id, reference }]);
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  return async () => {
    release.resolve();
    await held;
  };
}
