import type { StoredAttachment } from '@interline/core/hub';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { AttachmentStore, HttpServerOptions, UploadRefusal } from '../../src/http/options.ts';
import { impatientPeer } from './support/impatient-peer.ts';
import { codesOf, send, startServer, TOKEN } from './support/test-server.ts';
import type { Answer, TestServer } from './support/test-server.ts';

const LIMIT = 100_000;

interface Desk {
  readonly server: TestServer;
  /** What was handed on to be stored. */
  readonly stored: { readonly token: string; readonly bytes: Uint8Array }[];
  upload(body: FormData | string, more?: RequestInit): Promise<Answer>;
  /** Sends bytes as they are and returns everything that comes back until the connection ends. */
  raw(...writes: readonly string[]): Promise<string>;
}

/** A server whose store takes everything, or answers as it is told. */
async function uploadDesk(
  answer: StoredAttachment = { kind: 'stored', id: '0199' },
  options: Partial<HttpServerOptions> = {},
): Promise<Desk> {
  const stored: Desk['stored'] = [];
  const attachments: AttachmentStore = {
    maximumBytes: LIMIT,
    refusal: () => null,
    store: async (token, bytes) => {
      stored.push({ token, bytes });
      return answer;
    },
  };
  const server = await startServer({ attachments, ...options });
  const url = new URL('/attachments/canary-token', server.url).href;
  return {
    server,
    stored,
    upload: (body, more) => send(url, { method: 'POST', body, ...more }),
    raw: async (...writes) => {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      for (const write of writes) socket.write(write);
      return text(socket);
    },
  };
}

function form(...files: readonly (readonly [string, Blob])[]): FormData {
  const data = new FormData();
  for (const [name, blob] of files) data.append('file', blob, name);
  return data;
}

const head = (more: string) =>
  `POST /attachments/canary-token HTTP/1.1\r\nhost: hub\r\ncontent-type: multipart/form-data; boundary=x\r\n${more}\r\n\r\n`;

const letter = (bytes: number) => new Blob([new Uint8Array(bytes).fill(7)], { type: 'application/pdf' });

test('a file is handed on whole, byte by byte, and its id comes back', async () => {
  const { upload, stored } = await uploadDesk();
  const data = form(['/home/li/病假条.pdf', letter(LIMIT)]);
  data.append('note', 'fields are passed over');
  const { status, headers, text: body } = await upload(data);
  expect({ status, body }).toEqual({ status: 201, body: '{"attachment":"attachment_0199"}' });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(stored).toMatchObject([{ token: 'canary-token' }]);
  expect(Buffer.compare(stored[0]?.bytes ?? Buffer.of(), new Uint8Array(LIMIT).fill(7))).toBe(0);
});

test.each([
  ['TOKEN_INVALID', 404],
  ['TOKEN_EXPIRED', 410],
  ['TOO_LARGE', 413],
  ['WRONG_TYPE', 415],
  ['WRONG_SIZE', 400],
  ['ALREADY_UPLOADED', 409],
] as const)('%s is answered with status %i and what to do', async (code, status) => {
  const { upload } = await uploadDesk({ kind: 'refused', code, message: 'Prepare it again.' });
  const answer = await upload(form(['a.pdf', letter(10)]));
  expect(answer).toMatchObject({
    status,
    json: { errors: [{ message: 'Prepare it again.', extensions: { code: `ATTACHMENT_${code}` } }] },
  });
});

test.each([
  ['TOKEN_INVALID', 404],
  ['TOKEN_EXPIRED', 410],
] as const)('%s is told before a byte of the file is read', async (code, status) => {
  const refusal: UploadRefusal = { kind: 'refused', code, message: 'Prepare it again.' };
  const store = () => Promise.reject(new Error('nothing is to be stored'));
  const { raw } = await uploadDesk(undefined, { attachments: { maximumBytes: LIMIT, refusal: () => refusal, store } });
  // The file never comes: only an answer that does not wait for it lets this test end.
  expect(await raw(head('content-length: 50000'))).toMatch(new RegExp(`^HTTP/1.1 ${status} .*ATTACHMENT_${code}`, 's'));
});

const part = (name: string, content: string) =>
  `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n`;
const multipart = { 'content-type': 'multipart/form-data; boundary=x' };

test.each([
  ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a form without files',
    'a=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['no boundary', part('a.pdf', 'a'), { 'content-type': 'multipart/form-data' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['no part at all', '--x--\r\n', multipart, 400, 'NOT_ONE_FILE'],
  [
    'a field only',
    '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\na\r\n--x--\r\n',
    multipart,
    400,
    'NOT_ONE_FILE',
  ],
  ['two files', `${part('a.pdf', 'a')}${part('b.pdf', 'b')}--x--\r\n`, multipart, 400, 'NOT_ONE_FILE'],
  [
    'many parts',
    `${'--x\r\ncontent-disposition: form-data; name="f"\r\n\r\na\r\n'.repeat(9)}--x--\r\n`,
    multipart,
    400,
    'NOT_ONE_FILE',
  ],
  ['no last boundary', part('a.pdf', 'a'), multipart, 400, 'MALFORMED_UPLOAD'],
  ['a file cut in the middle', part('a.pdf', 'half of it').slice(0, -8), multipart, 400, 'MALFORMED_UPLOAD'],
  ['a part header that is none', '--x\r\n\u0001\r\n\r\na\r\n--x--\r\n', multipart, 400, 'MALFORMED_UPLOAD'],
  ['a part header without end', `--x\r\nx: ${'y'.repeat(40_000)}`, multipart, 400, 'MALFORMED_UPLOAD'],
  [
    'a thousand part headers',
    `--x\r\n${'x: y\r\n'.repeat(4_000)}\r\na\r\n--x--\r\n`,
    multipart,
    400,
    'MALFORMED_UPLOAD',
  ],
  [
    'a form that claims to be compressed and is not read as such',
    '\u001f\u008b',
    { ...multipart, 'content-encoding': 'gzip' },
    400,
    'MALFORMED_UPLOAD',
  ],
])('%s stores nothing', async (_what, body, headers, status, code) => {
  const { upload, stored } = await uploadDesk();
  const answer = await upload(body, { headers });
  expect({ status: answer.status, codes: codesOf(answer.json) }).toEqual({ status, codes: [code] });
  expect(stored).toEqual([]);
});

test('a form within the form is a file like another', async () => {
  const { upload, stored } = await uploadDesk();
  const inner = '--y\r\ncontent-disposition: form-data; name="f"; filename="b"\r\n\r\nb\r\n--y--\r\n';
  const disposition = 'content-disposition: form-data; name="file"; filename="a"';
  const body = `--x\r\n${disposition}\r\ncontent-type: multipart/mixed; boundary=y\r\n\r\n${inner}\r\n--x--\r\n`;
  expect((await upload(body, { headers: multipart })).status).toBe(201);
  expect(stored.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([inner]);
});

test('what a form calls its file and its type is not looked at', async () => {
  const { upload, stored } = await uploadDesk();
  const disposition = 'content-disposition: form-data; name="__proto__"; filename="../../x\\".pdf"';
  const body = `--x\r\n${disposition}\r\ncontent-type: text/html\r\n\r\n<b>\r\n--x--\r\n`;
  expect((await upload(body, { headers: multipart })).status).toBe(201);
  expect(stored).toMatchObject([{ token: 'canary-token', bytes: Buffer.from('<b>') }]);
});

test('an upload that trickles is cut, and its place is free again', async () => {
  const limits = { uploadsAtOnce: 1, headersTimeoutMs: 200, requestTimeoutMs: 200 };
  const { raw, upload, stored } = await uploadDesk(undefined, { limits });
  const trickle = raw(`${head('content-length: 5000')}${part('a.pdf', 'the first half')}`);
  expect(await Promise.race([trickle, impatientPeer()])).toMatch(/^HTTP\/1.1 408 /);
  expect((await upload(form(['b.pdf', letter(10)]))).status).toBe(201);
  expect(stored.map(({ bytes }) => bytes.length)).toEqual([10]);
});

test('of many uploads at once only so many are held; the others are told to come again, unread', async () => {
  const { server, upload, raw, stored } = await uploadDesk(undefined, { limits: { uploadsAtOnce: 3 } });
  const sockets = await Promise.all(
    [1, 2, 3].map(async () => {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      const body = `${part('a.pdf', 'whole')}--x--\r\n`;
      socket.write(`${head(`content-length: ${body.length}`)}${body.slice(0, -1)}`);
      return { finish: () => (socket.end(body.slice(-1)), text(socket)) };
    }),
  );
  await expect.poll(async () => (await upload(form(['b.pdf', letter(10)]))).status).toBe(503);
  const before = stored.length;
  // The file never comes: only an answer that does not wait for it lets this test go on.
  expect(await Promise.all(Array.from({ length: 20 }, () => raw(head('content-length: 50000'))))).toEqual(
    Array.from({ length: 20 }, () => expect.stringMatching(/^HTTP\/1.1 503 /)),
  );
  for (const { finish } of sockets) expect(await finish()).toMatch(/^HTTP\/1.1 201 /);
  expect(stored.slice(before)).toHaveLength(3);
});

test('an announced file that is too large is refused before it comes, and the connection ends', async () => {
  const { raw, stored } = await uploadDesk();
  const answer = await raw(head(`content-length: ${10 * LIMIT}`));
  expect(answer).toMatch(/^HTTP\/1.1 413 .*connection: close.*ATTACHMENT_TOO_LARGE/is);
  expect(stored).toEqual([]);
});

test.each([
  ['file', 'content-disposition: form-data; name="file"; filename="a.pdf"'],
  ['part that is passed over', 'content-disposition: form-data; name="field"'],
])('an unannounced %s that is too large is cut where it becomes so', async (_what, disposition) => {
  const { raw, stored } = await uploadDesk();
  const chunk = (content: string) => `${content.length.toString(16)}\r\n${content}\r\n`;
  // The body never ends: only a connection that is cut lets this test end.
  const answer = await raw(
    head('transfer-encoding: chunked'),
    chunk(`--x\r\n${disposition}\r\n\r\n`),
    chunk('a'.repeat(LIMIT + 20_000)),
  );
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(stored).toEqual([]);
});

test('an upload whose client goes away in the middle stores nothing, and its place is free again', async () => {
  const { server, upload, stored } = await uploadDesk(undefined, {
    limits: { uploadsAtOnce: 1, uploadsPerMinute: 100_000 },
  });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head('content-length: 5000')}${part('a.pdf', 'the first half')}`);
  // Its place is taken as soon as the hub has seen its head; a second one is told to come again.
  let second = await upload(form(['b.pdf', letter(10)]));
  while (second.status === 201) second = await upload(form(['b.pdf', letter(10)]));
  expect({ status: second.status, retry: second.headers.get('retry-after') }).toEqual({ status: 503, retry: '3' });
  const before = stored.length;
  socket.destroy();
  while (second.status === 503) second = await upload(form(['c.pdf', letter(33)]));
  expect(second.status).toBe(201);
  expect(stored.slice(before).map(({ bytes }) => bytes.length)).toEqual([33]);
});

test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s is no way to an attachment', async (method) => {
  const { server } = await uploadDesk();
  const { status, headers } = await fetch(new URL('/attachments/t', server.url), { method });
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
});

test('pages of the listed origins may upload and read the answer, and no others', async () => {
  const { upload } = await uploadDesk(undefined, { allowedOrigins: ['https://desk.example'] });
  const from = async (origin: string, method: string) => {
    const { status, headers } = await upload(form(['a.pdf', letter(1)]), {
      method,
      headers: { origin },
      ...(method === 'OPTIONS' && { body: null }),
    });
    return [status, headers.get('access-control-allow-origin')];
  };
  expect(await from('https://desk.example', 'OPTIONS')).toEqual([204, 'https://desk.example']);
  expect(await from('https://desk.example', 'POST')).toEqual([201, 'https://desk.example']);
  expect(await from('https://evil.example', 'POST')).toEqual([201, null]);
});

test('an address has a number of uploads in a minute, and GraphQL is not touched by it', async () => {
  const { server, upload } = await uploadDesk(undefined, { limits: { uploadsPerMinute: 2 } });
  const statuses: number[] = [];
  for (let time = 0; time < 3; time += 1) statuses.push((await upload(form(['a.pdf', letter(1)]))).status);
  expect(statuses).toEqual([201, 201, 429]);
  expect((await server.post({ query: '{ hello }' })).status).toBe(200);
});

test('neither the token nor the file nor its name is logged, and a failure is masked', async () => {
  const { server, upload } = await uploadDesk();
  await upload(form(['canary-name.pdf', new Blob(['canary-content'])]));
  const failing = await uploadDesk(undefined, {
    attachments: {
      maximumBytes: LIMIT,
      refusal: () => null,
      store: () => Promise.reject(new Error('insert failed: "canary-name"')),
    },
  });
  const answer = await failing.upload(form(['canary-name.pdf', new Blob(['canary-content'])]));
  expect({ status: answer.status, codes: codesOf(answer.json) }).toEqual({
    status: 500,
    codes: ['INTERNAL_SERVER_ERROR'],
  });
  expect(JSON.stringify([server.log, failing.server.log, answer.json])).not.toContain('canary');
  expect(server.log).toContainEqual(
    expect.objectContaining({ fields: { method: 'POST', path: '/attachments/…', status: 201, ms: 0 } }),
  );
});

test.each(['http://hub/attachments/canary-token', '//attachments/canary-token', '/x/Attachments%2Fcanary-token?a'])(
  'the token is not logged either when a client makes %s of its path',
  async (path) => {
    const { server, raw } = await uploadDesk();
    await raw(`GET ${path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n`);
    await expect.poll(() => JSON.stringify(server.log)).toContain('attachments/…');
    expect(JSON.stringify(server.log)).not.toContain('canary');
  },
);

test('without a store there is nothing there', async () => {
  const server = await startServer();
  const { status } = await send(new URL('/attachments/t', server.url).href, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(status).toBe(404);
});
