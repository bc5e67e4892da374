/** What a TMC message is for: the `type` byte of the frame. */
export type TmcFrameType = 'connect' | 'connectAck' | 'send' | 'sendAck';

/**
 * One named value of a frame with its wire format. `string` and `void`: the wire writes an empty text as length 0,
 * which also means null, so null arrives as `''`. `date` is an instant in milliseconds.
 */
export type TmcValue =
  | { readonly format: 'void'; readonly value: null }
  | { readonly format: 'string'; readonly value: string }
  | { readonly format: 'byte' | 'int16' | 'int32'; readonly value: number }
  | { readonly format: 'int64'; readonly value: bigint }
  | { readonly format: 'date'; readonly value: Date }
  | { readonly format: 'bytes'; readonly value: Uint8Array };

/** One protocol message of the Taobao Message Channel: one binary WebSocket message. */
export interface TmcFrame {
  readonly type: TmcFrameType;
  /** Protocol version; 2 when left out. A server answers with the version of the CONNECT. */
  readonly version?: 1 | 2;
  /** Above 0: the message reports an error. */
  readonly statusCode?: number;
  /** Text of an error. */
  readonly statusPhrase?: string;
  /** Correlates a request and its answer. */
  readonly flag?: number;
  /** Identifies the peer, given by CONNECTACK and carried by every SEND. */
  readonly token?: string;
  /** The Custom values, in wire order. */
  readonly values: ReadonlyMap<string, TmcValue>;
}

/** The `__kind` value of a SEND. */
export const TMC_KIND = { none: 0, pullRequest: 1, confirm: 2, data: 3, failed: 20 } as const;

/** Bytes that are not a TMC frame. The message says where and what was expected there. */
export class TmcFrameError extends Error {
  override readonly name = 'TmcFrameError';
  /** Offset of the first byte that does not fit. */
  readonly offset: number;
  /** What the layout wants at that offset. */
  readonly expected: string;

  constructor(offset: number, expected: string, got: string) {
    super(`malformed TMC frame at byte ${offset}: expected ${expected}, got ${got}`);
    this.offset = offset;
    this.expected = expected;
  }
}

/** `type` bytes, by index. */
export const FRAME_TYPES: readonly TmcFrameType[] = ['connect', 'connectAck', 'send', 'sendAck'];

/** Value format bytes, by index. */
export const VALUE_FORMATS: readonly TmcValue['format'][] = [
  'void',
  'string',
  'byte',
  'int16',
  'int32',
  'int64',
  'date',
  'bytes',
];

/** Header type numbers. */
export const HEADER = { end: 0, custom: 1, statusCode: 2, statusPhrase: 3, flag: 4, token: 5 } as const;
