import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { hushOutcome } from '../src/commands/hush-outcome.ts';
import { ChannelError } from '../src/contract/channel-error.ts';
import { newId } from '../src/id.ts';
import type { PersonalData } from '../src/privacy/personal-data.ts';
import { createSealer, generateKey, parseKeys } from '../src/privacy/seal.ts';
import { commandHub, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

const CONTACT: PersonalData = {
  name: '欧阳娜',
  phone: '13956781234',
  attributes: 'pickUpPassword:secret-77;size:42;code:987',
};

let hub: CommandHub;
let commandId: string;
beforeAll(async () => {
  hub = await commandHub();
  const reference = await hub.newOrder();
  await addPerson(reference, CONTACT);
  await addPerson(reference, { name: 'Zhang (Wei', documentNumber: 'E1234567X' });
  await addPerson(await hub.newOrder(), { name: '司马迁' });
  commandId = (await hub.accepted(wishFor(reference))).id;
});
afterAll(() => hub[Symbol.asyncDispose]());

test.each([
  ['a name', '乘客欧阳娜没有护照', '乘客[personal]没有护照'],
  ['a phone', 'mobile+8613956781234,bad', 'mobile+86[personal],bad'],
  ['letters of another case', 'ZHANG (WEI: e1234567x', '[personal]: [personal]'],
  ['a password', 'secret-77 is taken', '[personal] is taken'],
  ['a short value alone', 'order 19871 refused, code 987 and 42', 'order 19871 refused, code [personal] and 42'],
])('%s of the order is not told', async (_what, message, told) => {
  const failed = { outcome: 'failed', code: message, message } as const;
  expect(await hushOutcome(hub.context, commandId, Promise.resolve(failed))).toEqual({
    ...failed,
    code: told,
    message: told,
  });
});

it('leaves what is said of somebody else, and what has no text', async () => {
  const unclear = { outcome: 'unclear', message: '司马迁' } as const;
  expect(await hushOutcome(hub.context, commandId, Promise.resolve(unclear))).toEqual(unclear);
  const done = { outcome: 'succeeded', result: { name: 'x' } } as const;
  expect(await hushOutcome(hub.context, commandId, Promise.resolve(done))).toBe(done);
});

it('takes it out of what the channel says when it cannot be asked, and leaves a fault as it is', async () => {
  const error = new ChannelError('throttled', 'BUSY', '欧阳娜', { retryAfterMs: 7, cause: new Error('欧阳娜') });
  const hushed = await hushOutcome(hub.context, commandId, Promise.reject(error)).catch((caught: unknown) => caught);
  expect(hushed).toMatchObject({ kind: 'throttled', code: 'BUSY', message: '[personal]', retryAfterMs: 7 });
  expect(inspect(hushed)).not.toContain('欧阳娜');
  const fault = new Error('fault');
  await expect(hushOutcome(hub.context, commandId, Promise.reject(fault))).rejects.toBe(fault);
});

it('tells nothing of a text when the order cannot be read, and keeps what became of the command', async () => {
  const sealer = createSealer({ keys: parseKeys(generateKey('other')) });
  const unknown = { outcome: 'unknown', message: '欧阳娜' } as const;
  const hushed = await hushOutcome({ ...hub.context, sealer }, commandId, Promise.resolve(unknown));
  expect(hushed).toEqual({ outcome: 'unknown', message: '[personal]' });
});

async function addPerson(reference: string, personal: PersonalData): Promise<void> {
  const { database, sealer, clock } = hub.context;
  const id = newId(clock.now());
  const sealed = sealer.seal({ shopId: hub.shopId, column: 'traveller.sealed', row: id }, JSON.stringify(personal));
  await database.query(
    {
      name: 'test.person',
      text: `insert into interline.traveller (id, order_id, shop_id, role, position, masked, detail, sealed)
             select $1, orders.id, shop_id, 'CONTACT',
                    (select count(*) from interline.traveller where order_id = orders.id), '{}', '{}', $2
               from interline.orders where shop_id = $3 and reference = $4`,
    },
    [id, sealed, hub.shopId, reference],
  );
}
