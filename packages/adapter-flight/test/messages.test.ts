import { stringifyTopJson } from '@interline/top-client/codec';
import { describe, expect, it, test } from 'vitest';

import { UnreadableMessage } from '@interline/core';
import type { InboundMessage } from '@interline/core';
import { tmcSource } from '../src/tmc-source.ts';
import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';
import { FLIGHT_CHANGE, named } from './answers.ts';

const names = FLIGHT_NAMES;
const { topic } = names;
const source = tmcSource(names);
const ORDER = 1_188_515_074_720_535_309n;

/** The documented fields of each topic, with the type in which the document declares the order's number. */
const CONTENTS: readonly (readonly [string, string])[] = [
  [topic.trade, content('tradeMessage', { id: 'm1', orderId: String(ORDER), type: '3', tradeNumber: '2026' })],
  [topic.payment, content('tradeMessage', { id: 'm1', orderId: String(ORDER), alipayTradeNumber: '2026' })],
  [
    topic.refund,
    content('refundMessage', {
      id: 'm1',
      type: FLIGHT_WORDS.refundMessage.succeeded,
      orderId: ORDER,
      refundNumber: 70_191_382_000_000_001n,
      supplementary: true,
    }),
  ],
  [topic.change, content('changeMessage', { id: 'm1', orderId: ORDER, changeNumber: 6n, status: 2 })],
  [topic.flightChange, content('flightChangeMessage', { id: 'm1', orderId: ORDER })],
];

describe('every topic', () => {
  test.each(CONTENTS)('%s names its order, every digit of it, and the account of its envelope', (of, text) => {
    expect(source.topics).toContain(of);
    expect(source.read(message(of, text))).toEqual({
      kind: 'order',
      accountId: '3607242345',
      reference: String(ORDER),
      modifiedAt: null,
    });
  });

  test.each(CONTENTS)('%s may have the number as text or as a number', (of, text) => {
    const [asText, asNumber] = [`"${ORDER}"`, String(ORDER)];
    for (const other of [
      text.replace(/"?1188515074720535309"?/, asText),
      text.replace(/"?1188515074720535309"?/, asNumber),
    ])
      expect(source.read(message(of, other))).toMatchObject({ reference: String(ORDER) });
  });

  test.each(CONTENTS)('%s without an account in its envelope is unreadable, and the error says why', (of, text) => {
    for (const accountId of [null, '']) {
      expect(() => source.read({ ...message(of, text), accountId })).toThrow(UnreadableMessage);
      expect(() => source.read({ ...message(of, text), accountId })).toThrow('the envelope names no account');
    }
  });

  test.each(CONTENTS)('%s that is cut off, of another shape or without a number is unreadable', (of, text) => {
    for (const broken of [text.slice(0, 12), '[]', '"text"', '{}', text.replace(/"?1188515074720535309"?/, '"x;--"')])
      expect(() => source.read(message(of, broken))).toThrow(UnreadableMessage);
  });
});

describe('a change of a flight without an order', () => {
  it('is about every order with that flight on that day', () => {
    expect(source.read(message(topic.flightChange, content('flightChange', FLIGHT_CHANGE)))).toEqual({
      kind: 'orders',
      accountId: '3607242345',
      detail: { segmentKeys: [{ flightNumber: 'CZ8957', date: '2026-12-01' }] },
    });
  });

  it('takes the day from the time of departure, where there is no day', () => {
    const text = content('flightChange', { ...FLIGHT_CHANGE, oldDate: '' });
    expect(source.read(message(topic.flightChange, text))).toMatchObject({
      detail: { segmentKeys: [{ date: '2026-12-01' }] },
    });
  });

  it('with neither order nor flight is unreadable, and the error names both', () => {
    const read = () => source.read(message(topic.flightChange, '{"message_id":"1"}'));
    expect(read).toThrow(`${names.flightChangeMessage.orderId}, or ${names.flightChange.oldFlightNumber}`);
  });
});

it('of another topic is ignored, with the reason', () => {
  expect(source.read(message('alitrip_travel_OrderChanged', '{}'))).toMatchObject({ kind: 'ignored' });
});

function content(
  group: 'tradeMessage' | 'refundMessage' | 'changeMessage' | 'flightChangeMessage' | 'flightChange',
  facts: object,
): string {
  return stringifyTopJson(named(group, { ...facts }));
}

function message(of: string, text: string): InboundMessage {
  return {
    topic: of,
    upstreamId: '8100000000000000001',
    content: text,
    accountId: '3607242345',
    publishedAt: new Date('2026-11-22T04:00:00Z'),
    via: 'push',
  };
}
