import { FRAME_TYPES, HEADER, TmcFrameError, VALUE_FORMATS } from './tmc-frame.ts';
import type { TmcFrame, TmcFrameType, TmcValue } from './tmc-frame.ts';

const MAX_DATE_MS = 8_640_000_000_000_000n;

/**
 * Reads the bytes of one TMC frame. Headers may come in any order; a repeated header or value replaces the earlier
 * one; bytes after the end marker are ignored, as the protocol's own reader does. Bytes that are not UTF-8 become
 * U+FFFD, so that a message with a broken text still has its id.
 *
 * @throws TmcFrameError naming the offset and what was expected there; nothing else, whatever the bytes.
 */
export function decodeFrame(bytes: Uint8Array): TmcFrame {
  const reader = new Reader(bytes);
  const version = reader.int8();
  if (version !== 1 && version !== 2) throw new TmcFrameError(0, 'protocol version 1 or 2', String(version));
  const type = frameType(reader);
  const headers: { statusCode?: number; statusPhrase?: string; flag?: number; token?: string } = {};
  const values = new Map<string, TmcValue>();
  for (;;) {
    const start = reader.offset;
    const header = reader.int16();
    if (header === HEADER.end) break;
    else if (header === HEADER.custom) values.set(reader.text(), value(reader));
    else if (header === HEADER.statusCode) headers.statusCode = reader.int32();
    else if (header === HEADER.statusPhrase) headers.statusPhrase = reader.text();
    else if (header === HEADER.flag) headers.flag = reader.int32();
    else if (header === HEADER.token) headers.token = reader.text();
    else throw new TmcFrameError(start, 'a header type from 0 to 5', String(header));
  }
  return {
    type,
    version,
    ...(headers.statusCode ? { statusCode: headers.statusCode } : {}),
    ...(headers.statusPhrase ? { statusPhrase: headers.statusPhrase } : {}),
    ...(headers.flag ? { flag: headers.flag } : {}),
    ...(headers.token ? { token: headers.token } : {}),
    values,
  };
}

function frameType(reader: Reader): TmcFrameType {
  const start = reader.offset;
  const byte = reader.int8();
  const type = FRAME_TYPES[byte];
  if (type === undefined) throw new TmcFrameError(start, 'a message type from 0 to 3', String(byte));
  return type;
}

function value(reader: Reader): TmcValue {
  const start = reader.offset;
  const byte = reader.int8();
  const format = VALUE_FORMATS[byte];
  if (format === undefined) throw new TmcFrameError(start, 'a value format from 0 to 7', String(byte));
  switch (format) {
    case 'void':
      return { format, value: null };
    case 'string':
      return { format, value: reader.text() };
    case 'byte':
      return { format, value: reader.int8() };
    case 'int16':
      return { format, value: reader.int16() };
    case 'int32':
      return { format, value: reader.int32() };
    case 'int64':
      return { format, value: reader.int64() };
    case 'date':
      return { format, value: date(reader) };
    case 'bytes':
      return { format, value: reader.bytes() };
  }
}

function date(reader: Reader): Date {
  const start = reader.offset;
  const milliseconds = reader.int64();
  if (milliseconds > MAX_DATE_MS || milliseconds < -MAX_DATE_MS) {
    throw new TmcFrameError(start, 'epoch milliseconds of a date', milliseconds.toString());
  }
  return new Date(Number(milliseconds));
}

/** A cursor over the bytes that refuses to read past their end. */
class Reader {
  offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1, 'an int8'));
  }

  int16(): number {
    return this.#bytes.readInt16LE(this.#take(2, 'an int16'));
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#take(4, 'an int32'));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64LE(this.#take(8, 'an int64'));
  }

  text(): string {
    const length = this.#length();
    const start = this.#take(length, `${length} bytes of text`);
    return this.#bytes.toString('utf8', start, start + length);
  }

  bytes(): Uint8Array {
    const length = this.#length();
    const start = this.#take(length, `${length} bytes`);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  #length(): number {
    const start = this.offset;
    const length = this.int32();
    if (length < 0) throw new TmcFrameError(start, 'a length of 0 or more', String(length));
    return length;
  }

  #take(size: number, expected: string): number {
    const start = this.offset;
    const left = this.#bytes.length - start;
    if (size > left) throw new TmcFrameError(start, expected, `${left} bytes before the end`);
    this.offset = start + size;
    return start;
  }
}
