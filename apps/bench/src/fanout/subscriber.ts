import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { PONG, readFrames, textFrame } from './frame.ts';

export interface SubscriberOptions {
  readonly port: number;
  readonly token: string;
  /** The operation, as the `subscribe` message carries it. */
  readonly payload: object;
  /** A message of the subscription; the bytes are only good during the call. */
  readonly onNext: (buffer: Buffer, start: number, end: number) => void;
  /** The connection ended, with the server's reason. */
  readonly onEnd: (reason: string) => void;
}

/** Connects one client of the protocol `graphql-transport-ws`. @returns when it has subscribed */
export function subscribe({ port, token, payload, onNext, onEnd }: SubscriberOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let state: 'upgrading' | 'initialising' | 'subscribed' = 'upgrading';
    let rest: Buffer = Buffer.alloc(0);
    const fail = (reason: string): void => (state === 'subscribed' ? onEnd(reason) : reject(new Error(reason)));

    const handlers = {
      text(buffer: Buffer, start: number, end: number): void {
        if (state === 'subscribed') return onNext(buffer, start, end);
        const message = JSON.parse(buffer.toString('utf8', start, end)) as { readonly type: string };
        if (message.type !== 'connection_ack') return fail(`Expected connection_ack, got ${JSON.stringify(message)}.`);
        state = 'subscribed';
        socket.write(textFrame(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload })));
        resolve();
      },
      ping: () => void socket.write(PONG),
      close: fail,
    };

    const upgraded = (bytes: Buffer): Buffer => {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return bytes;
      const head = bytes.toString('latin1', 0, end);
      if (!head.startsWith('HTTP/1.1 101')) fail(`The server did not upgrade: ${head}`);
      state = 'initialising';
      socket.write(
        textFrame(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
      );
      return bytes.subarray(end + 4);
    };

    socket.on('data', (chunk: Buffer) => {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (state === 'upgrading') bytes = upgraded(bytes);
      rest = state === 'upgrading' ? bytes : bytes.subarray(readFrames(bytes, handlers));
    });
    socket.on('error', ({ message }) => fail(message));
    socket.on('close', () => fail('The server closed the connection.'));
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
  });
}
