import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerCall } from '../src/calls/answer-call.ts';
import { createCallBoard } from '../src/calls/call-board.ts';
import type { CallAnswer } from '../src/contract/call-source.ts';
import { parkShop } from '../src/shops/park-shop.ts';
import { callOf, DUE_MS, said, textAnswer } from './support/call-channel.ts';
import { callHub } from './support/call-hub.ts';
import type { CallHub } from './support/call-hub.ts';
import { failingDatabase } from './support/failing-database.ts';

const CANARY = 'canary-passenger';

let hub: CallHub;
beforeEach(async () => {
  hub = await callHub();
});
afterEach(() => hub[Symbol.asyncDispose]());

/** Creates the order that the body names, and answers how many times that was said. */
function createsOrders(): void {
  hub.channel.answer = async ({ dossiers }, { body }) => {
    const entries = await dossiers.append(Buffer.from(body).toString(), () => [said('created')]);
    return textAnswer(200, `entry ${entries.length}`);
  };
}

test('a call gets the adapter’s answer, and the adapter the call as it came', async () => {
  const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  hub.channel.answer = async (context, call) => {
    expect(context.shop).toEqual(hub.shop);
    expect(context.signal.aborted).toBe(false);
    expect(call).toEqual(callOf({ receivedAt: hub.clock.now(), query: 'sign=A%20b', headers: { 'x-a': 'b' }, body }));
    return { status: 201, headers: { 'content-type': 'text/xml' }, body: '<ok/>' };
  };
  const answer = await hub.call({ query: 'sign=A%20b', headers: { 'x-a': 'b' }, body });
  expect(answer).toEqual({ verdict: 'DONE', status: 201, headers: { 'content-type': 'text/xml' }, body: '<ok/>' });
});

test('a shop is found by its id, its account, or a name that no other has', async () => {
  hub.channel.answer = async ({ shop }) => textAnswer(200, shop.id);
  const twin = await hub.addShop('1', 'Twins');
  await hub.addShop('2', 'Twins');
  const crossed = await hub.addShop('3', hub.shop.accountId);
  const named = await hub.addShop('4', '渡轮 Line');
  const found = async (text: string): Promise<string> => (await hub.call({}, text)).body;
  expect(await found(hub.shop.id)).toBe(hub.shop.id);
  expect(await found(hub.shop.accountId)).toBe(hub.shop.id);
  expect(await found(crossed.id)).toBe(crossed.id);
  expect(await found('1')).toBe(twin.id);
  expect(await found('渡轮 Line')).toBe(named.id);
  for (const text of ['Twins', 'nobody', '', 'a\0b', `${hub.shop.id} `, "' or true --"])
    expect(await found(text)).toBe('trouble: UNKNOWN_SHOP');
});

test('a shop that is parked, or was never authorised, answers all the same', async () => {
  createsOrders();
  expect(await hub.call({ body: Buffer.from('1') })).toMatchObject({ body: 'entry 1' });
  await parkShop(hub.context, hub.shop.id, { code: 'SESSION_EXPIRED', reason: 'It is over.' });
  expect(await hub.call({ body: Buffer.from('2') })).toMatchObject({ body: 'entry 1' });
});

test('what comes of a call is put down to it', async () => {
  createsOrders();
  await hub.call({ body: Buffer.from('8') });
  expect(await hub.rows('select type, cause from interline.order_event')).toEqual([
    { type: 'ORDER_CREATED', cause: 'CALL' },
  ]);
});

test('ten repeats at the same time are one order, and get one answer', async () => {
  createsOrders();
  const answers = await Promise.all(Array.from({ length: 10 }, () => hub.call({ body: Buffer.from('7') })));
  expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['entry 1']));
  expect(await hub.rows('select reference, version from interline.orders')).toEqual([{ reference: '7', version: 1 }]);
});

test('a process that dies between entry and answer changes nothing: the repeat gets the same answer', async () => {
  createsOrders();
  const dying = { ...hub.context, database: { ...hub.database, ...failingTransactions() } };
  const { signal } = new AbortController();
  const call = callOf({ receivedAt: hub.clock.now(), body: Buffer.from('8') });
  const lost = await answerCall(dying, { path: 'ferry', shop: hub.shop.id, call }, signal);
  expect(lost.body).toBe('trouble: INTERNAL');
  expect(await hub.call({ body: Buffer.from('8') })).toMatchObject({ body: 'entry 1' });
  expect(await hub.rows('select version from interline.orders')).toEqual([{ version: 1 }]);
});

function failingTransactions(): Pick<CallHub['database'], 'transaction'> {
  const { transaction } = failingDatabase(hub.database, 'after');
  return { transaction };
}

test('an answer that does not come in time is said so, and what was begun goes on', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const resume = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  hub.channel.answer = async ({ dossiers, signal }) => {
    begun.resolve(signal);
    await resume.promise;
    await dossiers.append('9', () => [said('created')]);
    ended.resolve();
    return textAnswer(200, 'too late');
  };
  const answered = hub.call();
  const signal = await begun.promise;
  hub.clock.advance(DUE_MS - 1);
  expect(signal.aborted).toBe(false);
  hub.clock.advance(1);
  expect(await answered).toEqual(textAnswer(200, 'trouble: LATE'));
  expect(signal.aborted).toBe(true);
  resume.resolve();
  await ended.promise;
  createsOrders();
  expect(await hub.call({ body: Buffer.from('9') })).toMatchObject({ body: 'entry 1' });
});

test('the time that the body took to arrive counts', async () => {
  const begun = Promise.withResolvers<void>();
  hub.channel.answer = () => (begun.resolve(), new Promise(() => {}));
  const receivedAt = hub.clock.now();
  hub.clock.advance(DUE_MS - 10);
  const answered = hub.call({ receivedAt });
  await begun.promise;
  hub.clock.advance(10);
  expect((await answered).body).toBe('trouble: LATE');
});

test('an adapter that fails is said so, and no word of the call is in the log', async () => {
  hub.channel.answer = async (_context, { body, query }) => {
    throw new TypeError(`cannot read ${Buffer.from(body).toString()} ${query}`);
  };
  const answer = await hub.call({
    body: Buffer.from(`name=${CANARY}`),
    query: `sign=${CANARY}`,
    headers: { cookie: CANARY },
  });
  expect(answer.body).toBe('trouble: INTERNAL');
  createsOrders();
  await hub.call({ body: Buffer.from('10'), query: `sign=${CANARY}`, headers: { 'x-sign': CANARY } });
  await hub.call({}, CANARY);
  const log = hub.logger.lines.join('\n');
  expect(log).toContain('TypeError');
  expect(log).toContain('Answered a call');
  expect(log).not.toContain(CANARY);
});

test('a caller that is gone is told to the adapter', async () => {
  const gone = new AbortController();
  const seen = Promise.withResolvers<AbortSignal>();
  const resume = Promise.withResolvers<void>();
  hub.channel.answer = async ({ signal }) => {
    seen.resolve(signal);
    await resume.promise;
    return textAnswer(200, 'done');
  };
  const call = callOf({ receivedAt: hub.clock.now() });
  const answered = answerCall(hub.context, { path: 'ferry', shop: hub.shop.id, call }, gone.signal);
  const signal = await seen.promise;
  gone.abort();
  expect(signal.aborted).toBe(true);
  resume.resolve();
  expect(await answered).toMatchObject({ body: 'done' });
});

test('a path that no channel is called at is a fault of the caller of this verb', async () => {
  const call = callOf({ receivedAt: hub.clock.now() });
  const { signal } = new AbortController();
  await expect(answerCall(hub.context, { path: 'plane', shop: 'x', call }, signal)).rejects.toThrow('/plane');
});

test('what became of each call is told once, with its shop where that is known, and counted by shop', async () => {
  const board = createCallBoard(hub.clock.now());
  const signal = new AbortController().signal;
  const ring = (shop: string, answer: CallAnswer | Error | 'never') => {
    hub.channel.answer = async () => {
      if (answer === 'never') hub.clock.advance(DUE_MS);
      if (answer instanceof Error) throw answer;
      return answer === 'never' ? new Promise(() => {}) : answer;
    };
    const call = callOf({ receivedAt: hub.clock.now() });
    return answerCall(hub.context, { path: 'ferry', shop, call }, signal, board.note);
  };
  const other = await hub.addShop('1');
  const ok = textAnswer(200, 'ok');
  await ring(hub.shop.id, ok);
  await ring(hub.shop.id, { ...ok, verdict: 'REFUSED' });
  const lastOwn = hub.clock.now();
  hub.clock.advance(1_000);
  await ring(hub.shop.id, { ...ok, verdict: 'STRANGER' });
  await ring(hub.shop.id, 'never');
  await ring(other.id, new Error('broken'));
  await ring('nobody', ok);
  expect(board.figures('ferry', 'calls', [hub.shop.id])).toMatchObject({
    received: 4,
    results: { DONE: 1, REFUSED: 1, STRANGER: 1, LATE: 1 },
    last: { result: 'LATE' },
    lastAnsweredAt: lastOwn,
    slowestMs: DUE_MS,
  });
  expect(board.figures('ferry', 'calls', [other.id])).toMatchObject({ received: 1, results: { INTERNAL: 1 } });
  expect(board.figures('ferry', 'calls', null)).toMatchObject({
    received: 6,
    results: { DONE: 1, REFUSED: 1, STRANGER: 1, LATE: 1, INTERNAL: 1, UNKNOWN_SHOP: 1 },
    last: { result: 'UNKNOWN_SHOP', shopId: null },
  });
  expect(board.figures('ferry', 'calls', [])).toMatchObject({ received: 0, results: {}, last: null });
  expect(board.figures('bus', 'calls', null)).toMatchObject({ received: 0, last: null, lastAnsweredAt: null });
});

test('what an operator acts on is a warning in the log, and what the adapter has told of is not told again', async () => {
  const levels: string[] = [];
  const note = (level: string) => (_fields: object, message: string) => void levels.push(`${level} ${message}`);
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const ring = (shop: string) =>
    answerCall(
      { ...hub.context, logger },
      { path: 'ferry', shop, call: callOf({ receivedAt: hub.clock.now() }) },
      new AbortController().signal,
    );
  await ring(hub.shop.id);
  hub.channel.answer = async () => ({ ...textAnswer(200, 'no'), verdict: 'STRANGER' });
  await ring(hub.shop.id);
  await ring('nobody');
  expect(levels).toEqual([
    'info Answered a call',
    'debug A call was refused',
    'warn A call was refused: its address names no shop of the channel',
  ]);
});

test('who asks for a shop that there is not is answered as the adapter says, and is a stranger unless it says otherwise', async () => {
  const ring = () => hub.call({ query: 'signed' }, 'nobody');
  expect(await ring()).toMatchObject({ body: 'trouble: UNKNOWN_SHOP', verdict: 'STRANGER' });
  hub.channel.answerWithoutShop = (_connection, { query }) => ({
    ...textAnswer(200, `no ${query}`),
    verdict: 'REFUSED',
  });
  expect(await ring()).toMatchObject({ body: 'no signed', verdict: 'REFUSED' });
  hub.channel.answerWithoutShop = () => textAnswer(200, 'Illegal request');
  expect(await ring()).toMatchObject({ body: 'Illegal request', verdict: 'STRANGER' });
});
