import type { Duplex } from 'node:stream';
import type { Viewer } from '@interline/core';
import type { WebSocket } from 'ws';
import { CLOSE_CODES, withResume } from './close-codes.ts';
import { nextHead, textFrame } from './frame.ts';
import type { Subscriber } from './groups.ts';
import { createHold } from './hold.ts';
import type { Hold } from './hold.ts';
import { createOutbox } from './outbox.ts';

/** Who has shown a token on this socket. */
export interface Identity {
  readonly token: string;
  readonly viewer: Viewer;
}

/** One WebSocket: everything that is sent to it leaves here, in one order. */
export interface SocketSession {
  /** Set by `connection_init`. */
  identity: Identity | undefined;
  /** Sends a protocol message. */
  send(message: string): void;
  /** Opens one operation's own way to the client. */
  subscriber(operationId: string): { readonly subscriber: Subscriber; readonly hold: Hold; leave: () => void };
  close(code: number, reason: string): void;
  /** To be run when the socket is gone, latest first. */
  readonly onClosed: (() => void)[];
}

const NOTHING = Buffer.alloc(0);

/**
 * @param raw the connection under the WebSocket. Results are framed once here and written to it
 *   directly, which is several times faster than `ws.send` per client. That needs permessage-deflate
 *   off, and every other text frame to pass through the same outbox.
 */
export function openSession(socket: WebSocket, raw: Duplex, waitingBytes: number): SocketSession {
  const outbox = createOutbox(raw, waitingBytes);
  /** The last event each running subscription was sent. */
  const places = new Map<string, string | null>();
  let closed = false;

  function close(code: number, reason: string): void {
    if (closed) return;
    closed = true;
    outbox.flush();
    outbox.close();
    for (const release of session.onClosed.toReversed()) release();
    session.onClosed.length = 0;
    socket.close(code, reason);
  }

  function put(frame: Buffer): void {
    if (outbox.put(frame)) return;
    const [place] = places.values();
    close(CLOSE_CODES.tooSlow, withResume('Too slow', places.size === 1 ? (place ?? null) : null));
  }

  const session: SocketSession = {
    identity: undefined,
    onClosed: [],
    send: (message) => put(textFrame(NOTHING, Buffer.from(message))),
    close,
    subscriber(operationId) {
      const head = nextHead(operationId);
      places.set(operationId, null);
      const opened = {
        leave: () => {},
        hold: createHold(() => {
          places.delete(operationId);
          opened.leave();
        }),
        subscriber: {
          next(emission) {
            if (closed) return;
            put(textFrame(head, emission.tail()));
            if (!closed && emission.cursor !== null) places.set(operationId, emission.cursor);
          },
          end: () => opened.hold.end(),
          ready: () => outbox.drained(),
        } satisfies Subscriber,
      };
      session.onClosed.push(() => void opened.hold.return());
      return opened;
    },
  };
  socket.once('close', () => close(1000, ''));
  return session;
}
