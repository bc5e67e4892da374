import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandRequest, CommandSubmission } from '../src/commands/command-submission.ts';
import { findCommand } from '../src/commands/find-command.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import type { Viewer } from '../src/viewer.ts';
import { authorisedShop, commandHub, storeOrder, viewerOf, wishFor } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

let hub: CommandHub;
/** Another tenant's shop. */
let foreign: string;
beforeAll(async () => {
  hub = await commandHub();
  foreign = await authorisedShop(hub.context, 'foreign');
  await storeOrder(hub.context, hub.shopId, 'ours');
  await storeOrder(hub.context, foreign, 'theirs');
  await storeOrder(hub.context, hub.shopId, 'both');
  await storeOrder(hub.context, foreign, 'both');
});
afterAll(() => hub[Symbol.asyncDispose]());

const submit = (viewer: Viewer, request: CommandRequest): Promise<CommandSubmission> =>
  submitCommand(hub.context, viewer, request);

describe('invariant 13: no command crosses shops', () => {
  test('without orders:write nothing is taken down', async () => {
    expect(await submit(viewerOf(null, ['orders:read', 'pii:read']), wishFor('ours'))).toMatchObject({
      kind: 'refused',
      code: 'FORBIDDEN',
    });
  });

  test('another tenant’s order is answered word for word like one that does not exist', async () => {
    const viewer = viewerOf([hub.shopId]);
    const theirs = await submit(viewer, wishFor('theirs'));
    const missing = await submit(viewer, wishFor('missing'));
    expect(theirs).toMatchObject({ kind: 'refused', code: 'ORDER_NOT_FOUND' });
    expect(JSON.stringify(theirs).replaceAll('theirs', 'missing')).toBe(JSON.stringify(missing));
    const named = await submit(viewer, wishFor('theirs', { shopId: foreign }));
    expect(named).toEqual(theirs);
  });

  test.each(['019aa000-0000-7000-8000-00000000dead', 'not a uuid', "' or true --"])(
    'the shop %j is answered like an order that does not exist',
    async (shopId) => {
      expect(await submit(viewerOf(null), wishFor('ours', { shopId }))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
    },
  );

  test('a viewer without shops sees nothing', async () => {
    expect(await submit(viewerOf([]), wishFor('ours'))).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('a reference that two shops have needs the shop, unless the viewer sees only one of them', async () => {
    const ambiguous = await submit(viewerOf(null), wishFor('both'));
    expect(ambiguous).toMatchObject({ code: 'AMBIGUOUS_ORDER', shopIds: [hub.shopId, foreign].sort() });
    const own = await submit(viewerOf([foreign]), wishFor('both', { idempotencyKey: 'both-1' }));
    expect(own).toMatchObject({ kind: 'accepted', command: { shopId: foreign } });
    const named = await submit(viewerOf(null), wishFor('both', { idempotencyKey: 'both-1', shopId: hub.shopId }));
    expect(named).toMatchObject({ kind: 'accepted', repeated: false, command: { shopId: hub.shopId } });
  });

  test('an idempotency key of one shop means nothing in another', async () => {
    const theirs = await submit(viewerOf([foreign]), wishFor('theirs', { idempotencyKey: 'same', note: 'a' }));
    const ours = await submit(viewerOf([hub.shopId]), wishFor('ours', { idempotencyKey: 'same', note: 'b' }));
    expect([theirs, ours]).toMatchObject([{ repeated: false }, { repeated: false }]);
  });

  test('a command is found only by those who see its shop', async () => {
    const submission = await submit(viewerOf([foreign]), wishFor('theirs', { idempotencyKey: 'found' }));
    const id = submission.kind === 'accepted' ? submission.command.id : '';
    expect(await findCommand(hub.database, viewerOf([foreign]), id)).toMatchObject({ id, shopId: foreign });
    expect(await findCommand(hub.database, viewerOf([hub.shopId]), id)).toBeNull();
    expect(await findCommand(hub.database, viewerOf([foreign], ['pii:read']), id)).toBeNull();
    expect(await findCommand(hub.database, viewerOf(null), 'not a uuid')).toBeNull();
  });
});
