import { once } from 'node:events';
import { expect, test } from 'vitest';
import { nextHead, nextTail } from '../../src/http/frame.ts';
import { connect } from './support/socket.ts';
import { startServer } from './support/test-server.ts';

test.each([124, 125, 126, 127, 65_534, 65_535, 65_536, 200_000])(
  'a message of %i bytes is read by ws',
  async (length) => {
    const { socket } = await connect(await startServer());
    const around = '{"id":"1","type":"next","payload":{"data":{"large":""}}}'.length;
    const query = `{ large(bytes: ${length - around}) }`;
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data).toHaveLength(length);
  },
);

test('head and tail make one next message, whatever the id', () => {
  const id = 'a"b\\ü';
  const message = JSON.parse(nextHead(id).toString() + nextTail('{"data":{"a":1}}').toString()) as unknown;
  expect(message).toEqual({ id, type: 'next', payload: { data: { a: 1 } } });
});
