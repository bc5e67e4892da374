import { describe, expect, it, test } from 'vitest';

import { UnreadableMessage } from '@interline/core';
import type { InboundMessage } from '@interline/core';
import { tmcSource } from '../src/tmc-source.ts';

/** The documented fields of alitrip_travel_OrderChanged (1042). */
const CONTENT =
  '{"order_id":1188515074720535309,"order_status":2,"biz_type":1,"item_infos":"50258004:566034:P-1:S-1",' +
  '"buyer_nick":"tb1","seller_nick":"shop","seller_id":3607242345,"gmt_created":"2026-10-01 09:00:00",' +
  '"gmt_modified":"2026-10-01 09:05:10"}';

describe('alitrip_travel_OrderChanged', () => {
  it('names order, seller and time; ids keep every digit', () => {
    expect(tmcSource.read(message({}))).toEqual({
      kind: 'order',
      accountId: '3607242345',
      reference: '1188515074720535309',
      modifiedAt: new Date('2026-10-01T01:05:10Z'),
    });
  });

  it('is of the envelope’s seller when the content names none', () => {
    const reading = tmcSource.read(message({ content: '{"order_id":12}', accountId: '77' }));
    expect(reading).toEqual({ kind: 'order', accountId: '77', reference: '12', modifiedAt: null });
  });

  it('with a malformed time is a hint all the same', () => {
    const reading = tmcSource.read(message({ content: '{"order_id":"12","seller_id":1,"gmt_modified":"soon"}' }));
    expect(reading).toMatchObject({ reference: '12', modifiedAt: null });
  });

  test.each([
    ['cut off', CONTENT.slice(0, 40), 'content: expected a JSON object'],
    ['no object', '[1]', 'content: expected a JSON object, got a list'],
    ['XML', '<order_id>1</order_id>', 'content: expected a JSON object'],
    ['empty', '', 'content: expected a JSON object'],
    ['without an order id', '{"seller_id":1}', 'order_id: expected a number, got none'],
    ['with a fraction for an order id', '{"order_id":1.5}', 'order_id: expected a number, got a value of type number'],
    ['with words for an order id', '{"order_id":"drop table"}', 'order_id: expected a number'],
    ['of nobody', '{"order_id":1}', 'seller_id: neither the content nor the envelope names the seller'],
  ])('%s is unreadable, naming the field', (_name, content, problem) => {
    const read = () => tmcSource.read(message({ content, accountId: null }));
    expect(read).toThrow(UnreadableMessage);
    expect(read).toThrow(`alitrip_travel_OrderChanged, ${problem}`);
  });
});

it('reads alitrip_travel_PersonChanged, which names nothing but the order', () => {
  const reading = tmcSource.read(message({ topic: 'alitrip_travel_PersonChanged', content: '{"order_id":12}' }));
  expect(reading).toEqual({ kind: 'order', accountId: '3607242345', reference: '12', modifiedAt: null });
});

it('ignores other topics of the queue, saying so', () => {
  expect(tmcSource.read(message({ topic: 'taobao_trade_TradeCreate' }))).toEqual({
    kind: 'ignored',
    reason: 'topic taobao_trade_TradeCreate is not one of alitrip_travel_OrderChanged, alitrip_travel_PersonChanged',
  });
});

function message(change: Partial<InboundMessage>): InboundMessage {
  return {
    topic: 'alitrip_travel_OrderChanged',
    upstreamId: '1',
    content: CONTENT,
    accountId: '3607242345',
    publishedAt: null,
    via: 'push',
    ...change,
  };
}
