import type { Duplex } from 'node:stream';
import type { Viewer } from '@interline/core/hub';
import type { WebSocket } from 'ws';
import { clientGone } from './client-gone.ts';
import { CLOSE_CODES, withResume } from './close-codes.ts';
import { nextHead, textFrame } from './frame.ts';
import type { Subscriber } from './groups.ts';
import { createHold } from './hold.ts';
import type { Hold } from './hold.ts';
import { createOutbox } from './outbox.ts';

/** Who has shown a token. */
export interface Identity {
  readonly token: string;
  readonly viewer: Viewer;
}

/** One subscription's own way to the client. */
export interface Way {
  readonly subscriber: Subscriber;
  /** What graphql-ws waits on. */
  readonly hold: Hold;
  /** Runs `task` when the subscription is over; at once when it is already. */
  onLeave(task: () => void): void;
}

/** One WebSocket: everything that is sent to it leaves here, in one order. */
export interface SocketSession {
  /** Set by `connection_init`. */
  identity: Identity | undefined;
  /** Sends a protocol message. */
  send(message: string): void;
  /** Opens a subscription's way to the client. */
  open(operationId: string): Way;
  /** Ends every subscription, sends what waits, and closes. @returns false: nobody is let in here. */
  close(code: number, reason: string): false;
  /** Runs `task` when the socket is closing. */
  onClosed(task: () => void): void;
  /** Fires when the socket is closing. */
  readonly closing: AbortSignal;
}

interface Running {
  readonly hold: Hold;
  /** The place of the last event that was sent. */
  cursor: string | null;
}

const NOTHING = Buffer.alloc(0);

/**
 * @param raw the connection under the WebSocket. Results are framed here and written to it directly,
 *   which is faster than `ws.send` per client and lets the frames of one turn leave in one write.
 *   That needs permessage-deflate off, and every other text frame to pass through the same outbox.
 */
export function openSession(socket: WebSocket, raw: Duplex, waitingBytes: number): SocketSession {
  const outbox = createOutbox(raw, waitingBytes);
  const running = new Map<string, Running>();
  const tasks: (() => void)[] = [];
  const closing = new AbortController();
  let closed = false;

  function close(code: number, reason: string): false {
    if (closed) return false;
    closed = true;
    outbox.flush();
    outbox.close();
    for (const { hold } of running.values()) hold.return();
    for (const task of tasks.splice(0)) task();
    closing.abort(clientGone());
    socket.close(code, reason);
    return false;
  }

  function put(frame: Buffer): void {
    if (outbox.put(frame)) return;
    const [only] = running.values();
    close(CLOSE_CODES.tooSlow, withResume('Too slow', running.size === 1 && only ? only.cursor : null));
  }

  socket.once('close', () => close(1000, ''));
  return {
    identity: undefined,
    send: (message) => put(textFrame(NOTHING, Buffer.from(message))),
    close,
    onClosed: (task) => void tasks.push(task),
    closing: closing.signal,
    open(operationId) {
      const head = nextHead(operationId);
      const leaving: (() => void)[] = [];
      let over = false;
      const hold = createHold(() => {
        over = true;
        if (running.get(operationId) === own) running.delete(operationId);
        for (const task of leaving.splice(0)) task();
      });
      const own: Running = { hold, cursor: null };
      running.set(operationId, own);
      return {
        hold,
        onLeave: (task) => void (over ? task() : leaving.push(task)),
        subscriber: {
          next(emission) {
            if (over) return;
            put(textFrame(head, emission.tail()));
            own.cursor = emission.cursor ?? own.cursor;
          },
          end: () => hold.end(),
          ready: () => outbox.drained(),
        },
      };
    },
  };
}
