import { FRAME_TYPES, HEADER, VALUE_FORMATS } from './tmc-frame.ts';
import type { TmcFrame, TmcValue } from './tmc-frame.ts';

/**
 * The bytes of a TMC frame: little-endian, StatusCode, StatusPhrase, Flag and Token first, then the Custom values in
 * their order. Headers that are 0 or empty are left out, as the protocol's own writers do.
 *
 * @throws RangeError when a number does not fit its format.
 */
export function encodeFrame(frame: TmcFrame): Buffer {
  const parts: Uint8Array[] = [int8(frame.version ?? 2), int8(FRAME_TYPES.indexOf(frame.type))];
  if (frame.statusCode) parts.push(int16(HEADER.statusCode), int32(frame.statusCode));
  if (frame.statusPhrase) parts.push(int16(HEADER.statusPhrase), ...text(frame.statusPhrase));
  if (frame.flag) parts.push(int16(HEADER.flag), int32(frame.flag));
  if (frame.token) parts.push(int16(HEADER.token), ...text(frame.token));
  for (const [name, value] of frame.values) {
    parts.push(int16(HEADER.custom), ...text(name), int8(VALUE_FORMATS.indexOf(value.format)), ...payload(value));
  }
  parts.push(int16(HEADER.end));
  return Buffer.concat(parts);
}

function payload(value: TmcValue): Uint8Array[] {
  switch (value.format) {
    case 'void':
      return [];
    case 'string':
      return text(value.value);
    case 'byte':
      return [int8(value.value)];
    case 'int16':
      return [int16(value.value)];
    case 'int32':
      return [int32(value.value)];
    case 'int64':
      return [int64(value.value)];
    case 'date':
      return [int64(BigInt(value.value.getTime()))];
    case 'bytes':
      return [int32(value.value.length), value.value];
  }
}

function text(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  return [int32(bytes.length), bytes];
}

function int8(value: number): Buffer {
  const bytes = Buffer.alloc(1);
  bytes.writeInt8(value);
  return bytes;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
