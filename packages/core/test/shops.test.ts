import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Sql } from '../src/database.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { parkShop, resumeShop } from '../src/shops/park-shop.ts';
import { requestSync } from '../src/sync/request-sync.ts';
import { saveShop } from '../src/shops/save-shop.ts';
import { shopContext } from '../src/shops/shop-context.ts';
import { openSession } from '../src/shops/shop-session.ts';
import { authorisedShop, commandHub, SESSION } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

let hub: CommandHub;
let accounts = 0;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const { signal } = new AbortController();
const newShop = (): Promise<string> => authorisedShop(hub.context, `account-${(accounts += 1)}`);
const inMinutes = (minutes: number): Date => new Date(hub.clock.now().getTime() + minutes * 60_000);

describe('saveShop', () => {
  test('one shop for one account: saving it again renames it', async () => {
    const shop = { channel: 'demo', name: 'First', accountId: '9007199254740993', accountNick: 'nick' };
    const first = await saveShop(hub.context, shop);
    const second = await saveShop(hub.context, { ...shop, name: 'Second' });
    expect(second).toEqual({ ...first, name: 'Second' });
  });

  test('a channel that is not configured is named, with those that are', async () => {
    const shop = { channel: 'flight', name: 'First', accountId: '1', accountNick: 'nick' };
    await expect(saveShop(hub.context, shop)).rejects.toThrow('no channel "flight". Configured are: demo.');
  });
});

describe('shopContext', () => {
  test('an authorised shop is ready with its session', async () => {
    const shopId = await newShop();
    const ready = await shopContext(hub.context, shopId, signal);
    expect(ready).toMatchObject({ kind: 'ready', shop: { shop: { id: shopId, channel: 'demo' } } });
    expect(ready.kind === 'ready' && ready.shop.session.accessToken).toBe(SESSION);
    expect(await openSession(hub.context, shopId)).toHaveProperty('accessToken', SESSION);
  });

  test('a shop that was never authorised is parked', async () => {
    const shop = { channel: 'demo', name: 'New', accountId: 'never', accountNick: 'nick' };
    const { id } = await saveShop(hub.context, shop);
    expect(await shopContext(hub.context, id, signal)).toMatchObject({ kind: 'parked', code: 'SESSION_MISSING' });
    expect(await openSession(hub.context, id)).toBeNull();
  });

  test('a shop that does not exist is a bug', async () => {
    await expect(shopContext(hub.context, '019aa000-0000-7000-8000-00000000dead', signal)).rejects.toThrow('no shop');
  });

  test('a session that cannot be decrypted parks with the remedy', async () => {
    const shopId = await newShop();
    await hub.database.query(
      { name: 'test.move_session', text: 'update interline.shop set session_sealed = $2 where id = $1' },
      [shopId, hub.context.sealer.seal({ shopId: 'another', column: 'shop.session_sealed', row: 'another' }, 'x')],
    );
    const parked = await shopContext(hub.context, shopId, signal);
    expect(parked).toMatchObject({ kind: 'parked', code: 'SESSION_UNREADABLE' });
    expect(inspect(parked)).toContain('INTERLINE_SECRET_KEYS');
  });
});

describe('invariant 12: a missing or expired session parks that shop only', () => {
  test('a session that ends by the clock parks its shop, no other, and a new one resumes it [expire in the middle]', async () => {
    const [expiring, other] = [await newShop(), await newShop()];
    await authoriseShop(hub.context, expiring, { accessToken: SESSION, expiresAt: inMinutes(10) });
    expect(await shopContext(hub.context, expiring, signal)).toMatchObject({ kind: 'ready' });

    hub.clock.advance(10 * 60_000);
    expect(await shopContext(hub.context, expiring, signal)).toMatchObject({ kind: 'parked', code: 'SESSION_EXPIRED' });
    expect(await shopContext(hub.context, other, signal)).toMatchObject({ kind: 'ready' });

    await authoriseShop(hub.context, expiring, { accessToken: 'renewed', expiresAt: inMinutes(10) });
    const ready = await shopContext(hub.context, expiring, signal);
    expect(ready.kind === 'ready' && ready.shop.session.accessToken).toBe('renewed');
  });

  test('parking is idempotent: the first reason stays', async () => {
    const shopId = await newShop();
    expect(await parkShop(hub.context, shopId, { code: 'IP_WHITE_LIST', reason: 'Add the address.' })).toBe(true);
    expect(await parkShop(hub.context, shopId, { code: 'OTHER', reason: 'Something else.' })).toBe(false);
    expect(await shopContext(hub.context, shopId, signal)).toMatchObject({
      kind: 'parked',
      code: 'IP_WHITE_LIST',
      reason: 'Add the address.',
    });
    expect(await resumeShop(hub.context, shopId)).toBe(true);
    expect(await resumeShop(hub.context, shopId)).toBe(false);
    expect(await shopContext(hub.context, shopId, signal)).toMatchObject({ kind: 'ready' });
  });

  test('a late refusal of the old session does not park the newly authorised shop', async () => {
    const shopId = await newShop();
    const before = await shopContext(hub.context, shopId, signal);
    await authoriseShop(hub.context, shopId, { accessToken: 'renewed', expiresAt: null });
    const session = before.kind === 'ready' ? before.shop.session : null;
    expect(await parkShop(hub.context, shopId, { code: 'SESSION_EXPIRED', reason: 'Refused.', session })).toBe(false);
    expect(await shopContext(hub.context, shopId, signal)).toMatchObject({ kind: 'ready' });
  });

  test('parking waits for nobody who writes what is the shop’s, and keeps nobody waiting who does [an order of the same moment]', async () => {
    const shopId = await newShop();
    const say = (sql: Sql, number: number): Promise<unknown> =>
      sql.query(
        {
          name: 'test.say',
          text: `insert into interline.dossier_entry
                        (shop_id, reference, channel, number, kind, key, content_sealed, recorded_at)
                 values ($1, '1', 'demo', $2, 'said', 'key ' || $2::int, '', now())`,
        },
        [shopId, number],
      );
    const parkedWhileSaid: Database['transaction'] = (work) =>
      hub.database.transaction(async (sql) => {
        const parked = await work(sql);
        await hub.database.transaction((another) => say(another, 2));
        return parked;
      });
    await hub.database.transaction(async (speaker) => {
      await say(speaker, 1);
      const context = { ...hub.context, database: { ...hub.database, transaction: parkedWhileSaid } };
      expect(await parkShop(context, shopId, { code: 'SESSION_EXPIRED', reason: 'Refused.' })).toBe(true);
    });
    expect(await shopContext(hub.context, shopId, signal)).toMatchObject({ kind: 'parked', code: 'SESSION_EXPIRED' });
  });

  test('authorising wakes whoever fetches, and makes what waited due', async () => {
    const shopId = await newShop();
    await parkShop(hub.context, shopId, { code: 'SESSION_EXPIRED', reason: 'Refused.' });
    await requestSync(hub.database, {
      shopId,
      channel: 'demo',
      reference: '1',
      cause: 'POLL',
      at: inMinutes(60),
    });
    const woken = Promise.withResolvers<string>();
    const stop = await hub.database.listen('interline_sync', woken.resolve);
    await authoriseShop(hub.context, shopId, { accessToken: 'renewed', expiresAt: null });
    expect(await woken.promise).toBe('');
    await stop();
    const [task] = await hub.database.query<{ due_at: Date }>(
      { name: 'test.task', text: 'select due_at from interline.sync_task where shop_id = $1' },
      [shopId],
    );
    expect(task?.due_at).toEqual(hub.clock.now());
  });
});

test('a session shows nowhere when it is printed or serialised', async () => {
  const ready = await shopContext(hub.context, hub.shopId, signal);
  const session = await openSession(hub.context, hub.shopId);
  expect(inspect([ready, session], { depth: null })).not.toContain(SESSION);
  expect(JSON.stringify([session, ready.kind === 'ready' && ready.shop.session])).not.toContain(SESSION);
});
