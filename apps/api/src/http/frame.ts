/**
 * A whole WebSocket text frame, unmasked as servers send it (RFC 6455, section 5.2). The payload
 * comes in two parts, so that many frames can share the second.
 */
export function textFrame(head: Buffer, tail: Buffer): Buffer {
  const length = head.length + tail.length;
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = 0x81;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  head.copy(frame, headerLength);
  tail.copy(frame, headerLength + head.length);
  return frame;
}

/** How a `next` message of one operation begins; {@link nextTail} is the rest. */
export function nextHead(operationId: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(operationId)},`);
}

/** The rest of a `next` message: the same for every subscriber of a group. */
export function nextTail(result: string): Buffer {
  return Buffer.from(`"type":"next","payload":${result}}`);
}

/** A `next` event of a `text/event-stream`. JSON has no line breaks of its own, so one data line is enough. */
export function nextEvent(result: string): Buffer {
  return Buffer.from(`event: next\ndata: ${result}\n\n`);
}
