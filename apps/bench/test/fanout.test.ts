import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrames, textFrame } from '../src/fanout/frame.ts';
import { createTally, marker } from '../src/fanout/tally.ts';

/** A server's frame: as a client's, without the mask. */
function serverFrame(text: string): Buffer {
  const frame = textFrame(text);
  const long = Buffer.byteLength(text) >= 126;
  const head = Buffer.from(frame.subarray(0, long ? 4 : 2));
  head[1] = (head[1] ?? 0) & 0x7f;
  return Buffer.concat([head, frame.subarray(head.length + 4)]);
}

describe('frames', () => {
  it('are read whole however the bytes are cut', () => {
    const texts = fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 97 }), (given, size) => {
        const bytes = Buffer.concat(given.map(serverFrame));
        const read: string[] = [];
        const unexpected = (): never => {
          throw new Error('Only text was sent.');
        };
        const handlers = {
          text: (buffer: Buffer, start: number, end: number) => void read.push(buffer.toString('utf8', start, end)),
          ping: unexpected,
          close: unexpected,
        };
        let rest = Buffer.alloc(0);
        for (let at = 0; at < bytes.length; at += size) {
          rest = Buffer.concat([rest, bytes.subarray(at, at + size)]);
          rest = rest.subarray(readFrames(rest, handlers));
        }
        expect(read).toEqual(given);
      }),
    );
  });
});

describe('the tally', () => {
  const message = (number: number): [Buffer, number, number] => {
    const text = `before {"reference":"${marker(number)}"} after`;
    return [Buffer.from(text), 0, text.length];
  };

  it('knows when an event is everywhere', async () => {
    const tally = createTally(2);
    tally.sent(7);
    let complete = false;
    const everywhere = tally.everywhere(7).then(() => (complete = true));
    tally.arrived(...message(7));
    await Promise.resolve();
    expect(complete).toBe(false);
    tally.arrived(...message(7));
    await everywhere;
    expect(tally.takeLatencies()).toHaveLength(2);
    expect(tally.takeLatencies()).toHaveLength(0);
  });

  it('passes over messages of events it did not send', () => {
    const tally = createTally(1);
    tally.arrived(...message(99));
    tally.arrived(Buffer.from('{"type":"pong"}'), 0, 15);
    expect(tally.takeLatencies()).toHaveLength(0);
  });
});
