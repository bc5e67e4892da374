import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { decodeFrame, encodeFrame, readTmcContent, TMC_KIND, TmcFrameError } from '../src/codec/index.ts';
import type { TmcFrame, TmcValue } from '../src/codec/index.ts';

const text = (value: string): TmcValue => ({ format: 'string', value });
const int64 = (value: bigint): TmcValue => ({ format: 'int64', value });
const kind = (value: number): TmcValue => ({ format: 'byte', value });

const vectors: [string, string, TmcFrame][] = [
  [
    'CONNECT',
    '02000100070000006170705f6b65790108000000313233343536373801000a00000067726f75705f6e616d65' +
      '010700000064656661756c7401000900000074696d657374616d70010d00000031353030303030303030303030' +
      '0100040000007369676e012000000039313044463430444239363138393243313446383837393032353738434632' +
      '4301000300000073646b010c0000004e6f64654a532d312e322e3001000b000000696e7472616e65745f697001' +
      '090000003139322e302e322e320000',
    {
      type: 'connect',
      version: 2,
      values: new Map([
        ['app_key', text('12345678')],
        ['group_name', text('default')],
        ['timestamp', text('1500000000000')],
        ['sign', text('910DF40DB961892C14F887902578CF2C')],
        ['sdk', text('NodeJS-1.2.0')],
        ['intranet_ip', text('192.0.2.2')],
      ]),
    },
  ],
  [
    'CONNECTACK',
    '0201040001000000050005000000746f6b2d310000',
    { type: 'connectAck', version: 2, flag: 1, token: 'tok-1', values: new Map() },
  ],
  [
    'PullRequest',
    '0202050005000000746f6b2d310100060000005f5f6b696e6402010000',
    { type: 'send', version: 2, token: 'tok-1', values: new Map([['__kind', kind(TMC_KIND.pullRequest)]]) },
  ],
  [
    'Confirm',
    '0202050005000000746f6b2d310100060000005f5f6b696e64020201000200000069640579df0d86487000000000',
    {
      type: 'send',
      version: 2,
      token: 'tok-1',
      values: new Map([
        ['__kind', kind(TMC_KIND.confirm)],
        ['id', int64(123456789012345n)],
      ]),
    },
  ],
  [
    'Push',
    '0202050005000000746f6b2d3101000200000069640579df0d8648700000010005000000746f706963011b000000' +
      '616c69747269705f74726176656c5f4f726465724368616e6765640100090000007075626c697368657201080000' +
      '00313233343536373801000600000075736572696405692602d7000000000100040000006e69636b010600000074' +
      '62746573740100060000006461746169640103000000642d31010007000000636f6e74656e740131000000' +
      '7b226f726465725f6964223a313138383531353037343732303533353330392c226f726465725f737461747573' +
      '223a327d01000400000074696d65060098f73e5d0100000000',
    {
      type: 'send',
      version: 2,
      token: 'tok-1',
      values: new Map<string, TmcValue>([
        ['id', int64(123456789012345n)],
        ['topic', text('alitrip_travel_OrderChanged')],
        ['publisher', text('12345678')],
        ['userid', int64(3607242345n)],
        ['nick', text('tbtest')],
        ['dataid', text('d-1')],
        ['content', text('{"order_id":1188515074720535309,"order_status":2}')],
        ['time', { format: 'date', value: new Date(1_500_000_000_000) }],
      ]),
    },
  ],
];

const anyValue: fc.Arbitrary<TmcValue> = fc.oneof(
  fc.constant<TmcValue>({ format: 'void', value: null }),
  fc.string({ unit: 'grapheme' }).map(text),
  fc.integer({ min: -128, max: 127 }).map((value): TmcValue => ({ format: 'byte', value })),
  fc.integer({ min: -32_768, max: 32_767 }).map((value): TmcValue => ({ format: 'int16', value })),
  fc.integer().map((value): TmcValue => ({ format: 'int32', value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(int64),
  fc.date({ noInvalidDate: true }).map((value): TmcValue => ({ format: 'date', value })),
  fc.uint8Array().map((value): TmcValue => ({ format: 'bytes', value: new Uint8Array(value) })),
);

const anyFrame: fc.Arbitrary<TmcFrame> = fc.record(
  {
    type: fc.constantFrom<TmcFrame['type']>('connect', 'connectAck', 'send', 'sendAck'),
    version: fc.constantFrom<1 | 2>(1, 2),
    statusCode: fc.integer().filter((code) => code !== 0),
    statusPhrase: fc.string({ unit: 'grapheme', minLength: 1 }),
    flag: fc.integer().filter((flag) => flag !== 0),
    token: fc.string({ unit: 'grapheme', minLength: 1 }),
    values: fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), anyValue)).map((entries) => new Map(entries)),
  },
  { requiredKeys: ['type', 'version', 'values'] },
);

describe('TMC frames', () => {
  test.each(vectors)('%s has the published bytes', (_name, hex, frame) => {
    expect(encodeFrame(frame).toString('hex')).toBe(hex);
    expect(decodeFrame(Buffer.from(hex, 'hex'))).toEqual(frame);
  });

  test('what is encoded is decoded again', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const decoded = decodeFrame(encodeFrame(frame));
        expect(decoded).toEqual(frame);
        expect([...decoded.values.keys()]).toEqual([...frame.values.keys()]);
      }),
    );
  });

  test('random bytes are a frame or a TmcFrameError, never a crash', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(bytes, (bytes) => {
        expect(decodesOrRefuses(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a damaged frame is a frame or a TmcFrameError, never a crash', () => {
    const vector = fc.constantFrom(...vectors.map(([, hex]) => Buffer.from(hex, 'hex')));
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(vector, damage, fc.nat(), (bytes, changes, cut) => {
        const damaged = Buffer.from(bytes);
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        expect(decodesOrRefuses(damaged.subarray(0, cut % 3 === 0 ? cut % damaged.length : undefined))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing', '', 0, 'an int8'],
    ['version 3', '0302', 0, 'protocol version 1 or 2'],
    ['type 9', '0209', 1, 'a message type from 0 to 3'],
    ['header 7', '02020700', 2, 'a header type from 0 to 5'],
    ['no end marker', '0202', 2, 'an int16'],
    ['a negative length', '02020500ffffffff', 4, 'a length of 0 or more'],
    ['a text longer than the frame', '02020500ffffff7f61', 8, '2147483647 bytes of text'],
    ['value format 8', '0202010001000000610800', 9, 'a value format from 0 to 7'],
    ['a date beyond the calendar', '02020100010000006106ffffffffffffff7f0000', 10, 'epoch milliseconds of a date'],
  ])('%s is refused with offset and expectation', (_name, hex, offset, expected) => {
    expect(() => decodeFrame(Buffer.from(hex, 'hex'))).toThrow(
      expect.objectContaining({ name: 'TmcFrameError', offset, expected }),
    );
  });

  test('a number that does not fit its format is refused when encoding', () => {
    expect(() => encodeFrame({ type: 'send', values: new Map([['__kind', kind(300)]]) })).toThrow(RangeError);
  });
});

describe('content of a pushed message', () => {
  test('is read from text and from gzip', () => {
    expect(readTmcContent(text('{"a":1}'), 100)).toEqual({ readable: true, text: '{"a":1}' });
    const gzip: TmcValue = { format: 'bytes', value: gzipSync('{"名":1}') };
    expect(readTmcContent(gzip, 100)).toEqual({ readable: true, text: '{"名":1}' });
    expect(readTmcContent(undefined, 100)).toEqual({ readable: true, text: '' });
  });

  test.each<[string, TmcValue, string]>([
    ['10 MB of text', text('x'.repeat(10 << 20)), 'content has 10485760 bytes, more than the 1024 allowed'],
    [
      'a gzip bomb',
      { format: 'bytes', value: gzipSync(Buffer.alloc(10 << 20)) },
      'content unzips to more than the 1024 bytes allowed',
    ],
    ['broken gzip', { format: 'bytes', value: Uint8Array.of(31, 139, 1) }, 'content is not gzip'],
    ['a number', { format: 'int32', value: 7 }, 'content has format int32, expected string or bytes'],
  ])('%s is an outcome with its reason', (_name, value, problem) => {
    const content = readTmcContent(value, 1024);
    expect(content).toMatchObject({ readable: false, problem });
    expect(content.text.length).toBeLessThanOrEqual(1024);
  });
});

/** Whether the bytes are a frame or are refused as one; any other error escapes. */
function decodesOrRefuses(bytes: Uint8Array): boolean {
  try {
    return decodeFrame(bytes).values instanceof Map;
  } catch (error) {
    if (error instanceof TmcFrameError) return error.offset <= bytes.length;
    throw error;
  }
}
