/** The least a WebSocket client needs of RFC 6455: enough to receive many small messages cheaply. */
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;

/** A text frame of a client, masked with zeros. */
export function textFrame(text: string): Buffer {
  const data = Buffer.from(text);
  const long = data.length >= 126;
  if (data.length > 0xffff) throw new Error(`A message of ${data.length} bytes is longer than the benchmark sends.`);
  const head = Buffer.alloc((long ? 4 : 2) + 4);
  head[0] = 0x80 | TEXT;
  head[1] = 0x80 | (long ? 126 : data.length);
  if (long) head.writeUInt16BE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** An empty pong of a client. */
export const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

export interface FrameHandlers {
  /** A text message: the bytes from `start` to `end` of `buffer`, which are only good during the call. */
  text(buffer: Buffer, start: number, end: number): void;
  ping(): void;
  close(reason: string): void;
}

/**
 * Tells the whole frames of a server at the start of `buffer`.
 * @returns how many bytes they took
 */
export function readFrames(buffer: Buffer, handlers: FrameHandlers): number {
  let at = 0;
  while (buffer.length - at >= 2) {
    const short = (buffer[at + 1] ?? 0) & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (buffer.length - at < head) break;
    const length = short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : buffer.readUInt32BE(at + 6);
    const end = at + head + length;
    if (buffer.length < end) break;
    const operation = (buffer[at] ?? 0) & 0x0f;
    if (operation === TEXT) handlers.text(buffer, at + head, end);
    else if (operation === PING) handlers.ping();
    else if (operation === CLOSE) handlers.close(buffer.toString('utf8', at + head + 2, end));
    at = end;
  }
  return at;
}
