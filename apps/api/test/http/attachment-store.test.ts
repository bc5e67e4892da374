import { prepareAttachment } from '@interline/core/hub';
import { expect, test } from 'vitest';
import { attachmentStore } from '../../src/attachment-store.ts';
import { realHub } from './support/real-hub.ts';
import { codesOf, send, startServer, TOKEN, viewerOf } from './support/test-server.ts';

const PDF = '%PDF-1.7 a certificate';
const OTHER = '%PDF-1.7 another paper';

/** A server over a real hub, and a file of the size of {@link PDF} that was announced to it. */
async function announced() {
  const { hub, options } = await realHub();
  const server = await startServer({ ...options, attachments: attachmentStore(hub) });
  const [shop] = await hub.database.query<{ id: string }>({ name: 'test.shop', text: 'select id from interline.shop' });
  const plan = { shopId: shop?.id ?? '', name: '病假条.pdf', type: 'application/pdf', size: PDF.length };
  const prepared = await prepareAttachment(hub, viewerOf(TOKEN), plan);
  if (prepared.kind === 'refused') throw new Error(prepared.message);
  return {
    attachment: `attachment_${prepared.id}`,
    token: prepared.token,
    upload: async (content: string, token = prepared.token) => {
      const body = new FormData();
      body.append('file', new Blob([content]), 'a.pdf');
      const { status, text, json } = await send(new URL(`/attachments/${token}`, server.url).href, {
        method: 'POST',
        body,
      });
      return status === 201
        ? { status, attachment: (JSON.parse(text) as { attachment: string }).attachment }
        : { status, codes: codesOf(json) };
    },
  };
}

test('a file is stored once; the same one again is the same, another one is refused', async () => {
  const { attachment, upload } = await announced();
  expect(await upload(PDF)).toEqual({ status: 201, attachment });
  expect(await upload(PDF)).toEqual({ status: 201, attachment });
  expect(await upload(OTHER)).toEqual({ status: 409, codes: ['ATTACHMENT_ALREADY_UPLOADED'] });
});

test('a file is taken only as it was announced, and only with the token as it was given', async () => {
  const { token, attachment, upload } = await announced();
  const forged = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
  expect(await upload(PDF, forged)).toEqual({ status: 404, codes: ['ATTACHMENT_TOKEN_INVALID'] });
  expect(await upload(`GIF89a${PDF.slice(6)}`)).toEqual({ status: 415, codes: ['ATTACHMENT_WRONG_TYPE'] });
  expect(await upload(`${PDF}!`)).toEqual({ status: 400, codes: ['ATTACHMENT_WRONG_SIZE'] });
  expect(await upload(PDF)).toEqual({ status: 201, attachment });
});
