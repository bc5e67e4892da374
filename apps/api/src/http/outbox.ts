import type { Writable } from 'node:stream';

/**
 * The way out to one client: chunks leave in the order they were put, all chunks of one turn of the
 * event loop in one write.
 */
export interface Outbox {
  /** @returns false when too much waits already; the chunk is then not taken. */
  put(chunk: Buffer): boolean;
  /** Hands everything that waits to the socket now. */
  flush(): void;
  /** Resolves once less than half of the limit waits, or the socket is gone. */
  drained(): Promise<void>;
  /** Drops what waits and takes nothing more. */
  close(): void;
}

/** @param limit bytes that may wait, here and in the socket, before {@link Outbox.put} refuses. */
export function createOutbox(socket: Writable, limit: number): Outbox {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let closed = false;

  const backlog = (): number => waitingBytes + socket.writableLength;

  function flush(): void {
    if (waiting.length === 0) return;
    const chunks = waiting;
    waiting = [];
    waitingBytes = 0;
    if (!socket.writable) return;
    socket.write(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  }

  return {
    put(chunk) {
      if (closed || !socket.writable) return true;
      if (backlog() > limit) return false;
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(chunk);
      waitingBytes += chunk.length;
      return true;
    },
    flush,
    async drained() {
      flush();
      if (closed || socket.destroyed || backlog() <= limit / 2) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          socket.off('drain', done);
          socket.off('close', done);
          resolve();
        };
        socket.on('drain', done);
        socket.on('close', done);
      });
    },
    close() {
      closed = true;
      waiting = [];
      waitingBytes = 0;
    },
  };
}
