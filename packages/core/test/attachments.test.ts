import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAttachments } from '../src/attachments/open-attachments.ts';
import {
  MAX_ATTACHMENT_BYTES,
  MAX_UNUSED_ATTACHMENTS,
  prepareAttachment,
} from '../src/attachments/prepare-attachment.ts';
import type { AttachmentPlan, PreparedAttachment } from '../src/attachments/prepare-attachment.ts';
import { storeAttachment } from '../src/attachments/store-attachment.ts';
import type { StoredAttachment } from '../src/attachments/store-attachment.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { authorisedShop, commandHub, viewerOf } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { meanwhile } from './support/meanwhile.ts';

const DAY_MS = 86_400_000;
/** How a file of each type begins. */
const BEGINNINGS = {
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'application/pdf': [...Buffer.from('%PDF-1.7')],
};

let hub: CommandHub;
let wishes = 0;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(() => void (wishes += 1));
afterEach(() => hub.settleAll());

const pdf = fileOf('application/pdf', 'canary-diagnosis of 张三');
const prepare = (change: Partial<AttachmentPlan> = {}, viewer = hub.viewer): Promise<PreparedAttachment> =>
  prepareAttachment(hub.context, viewer, {
    shopId: hub.shopId,
    name: '诊断证明 canary-name.pdf',
    type: 'application/pdf',
    size: pdf.length,
    ...change,
  });
const store = (token: string, bytes: Uint8Array = pdf): Promise<StoredAttachment> =>
  storeAttachment(hub.context, token, { bytes });

async function prepared(
  change: Partial<AttachmentPlan> = {},
): Promise<{ readonly id: string; readonly token: string }> {
  const result = await prepare(change);
  if (result.kind !== 'prepared') throw new Error(result.message);
  return result;
}

async function uploaded(shopId = hub.shopId): Promise<string> {
  const { id, token } = await prepared({ shopId });
  expect(await store(token)).toEqual({ kind: 'stored', id });
  return id;
}

const book = (...attachments: string[]) =>
  submitCommand(hub.context, hub.viewer, {
    channel: 'demo',
    name: 'book',
    shopId: hub.shopId,
    idempotencyKey: `with-files-${wishes}`,
    input: { note: 'n', attachments },
  });

describe('an attachment', () => {
  test.each(['image/jpeg', 'image/png', 'application/pdf'] as const)(
    'of type %s comes back as it was',
    async (type) => {
      const file = fileOf(type, 'x'.repeat(10_000));
      const { id, token } = await prepared({ type, size: file.length });
      expect(await store(token, file)).toEqual({ kind: 'stored', id });
      const [attachment] = await openAttachments(hub.context, hub.shopId, [id]);
      expect(attachment).toMatchObject({ id, name: '诊断证明 canary-name.pdf', type });
      expect(Buffer.compare(attachment?.bytes ?? Buffer.of(), file)).toBe(0);
    },
  );

  test('may have 5 MiB, and not a byte more', async () => {
    const most = fileOf('image/png', 'x'.repeat(MAX_ATTACHMENT_BYTES - 8));
    const { id, token } = await prepared({ type: 'image/png', size: most.length });
    expect(await store(token, Buffer.concat([most, Buffer.of(0)]))).toMatchObject({ code: 'TOO_LARGE' });
    expect(await store(token, most)).toEqual({ kind: 'stored', id });
  });

  test('shows neither name nor content at rest [invariant 15]', async () => {
    await uploaded();
    const rows = await hub.database.query({
      name: 'test.attachment_dump',
      text: "select attachment::text, encode(name_sealed, 'escape'), encode(sealed, 'escape') from interline.attachment",
    });
    expect(JSON.stringify(rows)).toContain('application/pdf');
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});

describe('prepareAttachment refuses', () => {
  test.each<[string, Partial<AttachmentPlan>, string]>([
    ['no name', { name: ' ' }, 'name'],
    ['a path', { name: '../etc/passwd' }, 'name'],
    ['a path of Windows', { name: 'C:\\x.pdf' }, 'name'],
    ['a line break', { name: 'a\r\nb.pdf' }, 'name'],
    ['a separator of lines', { name: 'a\u2028b.pdf' }, 'name'],
    ['half a character', { name: 'a\ud800.pdf' }, 'name'],
    ['text that turns its direction', { name: 'a\u202Efdp.exe' }, 'name'],
    ['dots', { name: '..' }, 'name'],
    ['a long name', { name: 'x'.repeat(121) }, 'name'],
    ['another type', { type: 'text/html' }, 'type'],
    ['an empty file', { size: 0 }, 'size'],
    ['part of a byte', { size: 1.5 }, 'size'],
    ['more than 5 MiB', { size: MAX_ATTACHMENT_BYTES + 1 }, 'size'],
  ])('%s', async (_name, change, path) => {
    const refusal = await prepare(change);
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT' });
    expect(refusal.kind === 'refused' && 'fields' in refusal && refusal.fields.map((field) => field.path)).toContain(
      path,
    );
  });

  test('a token without orders:write, and a shop that it does not see', async () => {
    expect(await prepare({}, viewerOf(null, ['orders:read']))).toMatchObject({ code: 'FORBIDDEN' });
    for (const shopId of ['none', '019aa000-0000-7000-8000-00000000dead']) {
      expect(await prepare({ shopId })).toMatchObject({ code: 'SHOP_NOT_FOUND' });
    }
    expect(await prepare({}, viewerOf([]))).toMatchObject({ code: 'SHOP_NOT_FOUND' });
  });
});

describe('storeAttachment', () => {
  test('refuses what is no token, or was changed', async () => {
    const { token } = await prepared();
    for (const wrong of ['', 'garbage', `${token.slice(0, -2)}AA`, `${token}=`]) {
      expect(await store(wrong)).toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  test('refuses a token after 15 minutes', async () => {
    const [early, late] = [await prepared(), await prepared()];
    hub.clock.advance(15 * 60_000 - 1);
    expect(await store(early.token)).toMatchObject({ kind: 'stored' });
    hub.clock.advance(1);
    expect(await store(late.token)).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  test('refuses what the first bytes do not prove, and another size than was prepared', async () => {
    const { token } = await prepared();
    expect(await store(token, fileOf('image/png', 'x'.repeat(pdf.length - 8)))).toMatchObject({ code: 'WRONG_TYPE' });
    expect(await store(token, Buffer.from('<script>alert(1)</script>'))).toMatchObject({ code: 'WRONG_TYPE' });
    expect(await store(token, Buffer.of())).toMatchObject({ code: 'WRONG_TYPE' });
    expect(await store(token, pdf.subarray(0, -1))).toMatchObject({ code: 'WRONG_SIZE' });
    expect(await store(token)).toMatchObject({ kind: 'stored' });
  });

  test('takes the same bytes again for the same upload, and refuses others', async () => {
    const { id, token } = await prepared();
    const other = fileOf('application/pdf', 'x'.repeat(pdf.length - 8));
    const stored = await Promise.all([store(token), store(token), store(token)]);
    expect(stored).toEqual(Array.from({ length: 3 }, () => ({ kind: 'stored', id })));
    expect(await store(token, other)).toMatchObject({ code: 'ALREADY_UPLOADED' });
    const [attachment] = await openAttachments(hub.context, hub.shopId, [id]);
    expect(Buffer.compare(attachment?.bytes ?? Buffer.of(), pdf)).toBe(0);
  });
});

describe('a command with attachments', () => {
  test('is sent with them, opened, in the order of its input', async () => {
    const [first, second] = [await uploaded(), await uploaded()];
    const seen: string[] = [];
    hub.channel.onRequest = async (attempt) => {
      for (const { id, bytes } of await attempt.openAttachments()) seen.push(`${id} ${Buffer.compare(bytes, pdf)}`);
    };
    expect(await book(second, first)).toMatchObject({ kind: 'accepted' });
    await hub.work();
    expect(seen).toEqual([`${second} 0`, `${first} 0`]);
  });

  test('is refused for one that was not uploaded, is of another shop, or is none; each is named', async () => {
    const foreign = await uploaded(await authorisedShop(hub.context, `foreign-${wishes}`));
    const { id: waiting } = await prepared();
    expect(await book(await uploaded(), waiting, foreign, 'none')).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'attachments[1]' }, { path: 'attachments[2]' }, { path: 'attachments[3]' }],
    });
    await expect(openAttachments(hub.context, hub.shopId, [foreign])).rejects.toThrow('vanished');
  });
});

test('an attachment that is removed right before its command is taken down is refused', async () => {
  const id = await uploaded();
  const context = meanwhile(hub.context, 'attachment.use', async () => {
    hub.clock.advance(DAY_MS + 1);
    await prune(hub.context, { messagesMs: 1, eventsMs: null });
  });
  const request = { channel: 'demo', name: 'book', shopId: hub.shopId, idempotencyKey: `gone-${wishes}` };
  expect(
    await submitCommand(context, hub.viewer, { ...request, input: { note: 'n', attachments: [id] } }),
  ).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'attachments[0]' }] });
});

test('a shop has 200 attachments that no command uses, and then is told what to do; other shops go on', async () => {
  const shopId = await authorisedShop(hub.context, `full-${wishes}`);
  const used = await uploaded(shopId);
  for (let count = 1; count < MAX_UNUSED_ATTACHMENTS; count += 1) await prepared({ shopId });
  expect(await prepare({ shopId })).toMatchObject({
    kind: 'refused',
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining('Use those that are uploaded'),
  });
  expect(await prepare()).toMatchObject({ kind: 'prepared' });
  const request = { channel: 'demo', name: 'book', shopId, idempotencyKey: `full-${wishes}` };
  await hub.accepted({ ...request, input: { note: 'n', attachments: [used] } });
  expect(await prepare({ shopId })).toMatchObject({ kind: 'prepared' });
  expect(await prepare({ shopId })).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  hub.clock.advance(DAY_MS + 1);
  await prune(hub.context, { messagesMs: 1, eventsMs: null });
  expect(await prepare({ shopId })).toMatchObject({ kind: 'prepared' });
});

test('attachments are removed after 30 days, and after a day when no command uses them', async () => {
  const [kept, unused, waiting] = [await uploaded(), await uploaded(), await prepared()];
  expect(await book(kept)).toMatchObject({ kind: 'accepted' });
  const pruneNow = () => prune(hub.context, { messagesMs: 1, eventsMs: null });
  await pruneNow();
  const left = () =>
    hub.database.query<{ id: string }>(
      { name: 'test.attachments', text: 'select id from interline.attachment where id = any ($1) order by id' },
      [[kept, unused, waiting.id]],
    );
  hub.clock.advance(DAY_MS + 1);
  expect(await pruneNow()).toMatchObject({ attachments: expect.any(Number) });
  expect(await left()).toEqual([{ id: kept }]);
  hub.clock.advance(29 * DAY_MS);
  await pruneNow();
  expect(await left()).toEqual([]);
});

function fileOf(type: keyof typeof BEGINNINGS, rest: string): Buffer {
  return Buffer.concat([Buffer.from(BEGINNINGS[type]), Buffer.from(rest)]);
}
