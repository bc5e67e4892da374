import { createTestHub } from '@interline/adapter-testing';
import type { TestHub } from '@interline/adapter-testing';
import { applySnapshots } from '@interline/core/hub';
import type { AnyAdapter } from '@interline/core';
import type { Viewer } from '@interline/core/hub';
import { buildSchema, compileOperation, createLiveFeed } from '@interline/schema';
import type { GraphQLContext } from '@interline/schema';
import { graphql, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import vacation, { mapTradeAnswer } from '../src/index.ts';
import { sample } from './samples.ts';

const adapter = vacation as AnyAdapter;
const schema = buildSchema({ adapters: [adapter] });

let hub: TestHub;
let context: GraphQLContext;

beforeAll(async () => {
  const config = { gatewayUrl: 'http://127.0.0.1:1/router/rest', messages: 'pull', appKey: '1', appSecret: 'secret' };
  hub = await createTestHub({ channels: [{ adapter, config }] });
  const shop = await hub.addShop({ channel: 'vacation', accountId: '1', accountNick: '西湖旅行专营店' });
  const observedAt = hub.clock.now();
  const snapshot = mapTradeAnswer(sample('complete'));
  await applySnapshots(hub.context, [{ shop, snapshot, observedAt, cause: 'MANUAL' }]);
  const viewer: Viewer = hub.viewer(['orders:read', 'orders:write']);
  context = { viewer, hub: hub.context, feed: createLiveFeed(hub.context) };
});

afterAll(() => hub.close());

const QUERY = `{
  order(channel: "vacation", reference: "1188515074720535309") {
    __typename status deadline
    ... on VacationOrder {
      tradeType depositIncluded postage { minorUnits } cancelReason buyerHasRated reviewText
      payment { alipayTradeNumber platformDiscount { decimal } receivedBySeller { decimal } staged stagedPaid { minorUnits } }
      seller { nick shop memoFlag canRate hasRated }
      promotions { appliesTo promotionId name description discount { decimal } }
      scores { dimension score content }
    }
    items {
      __typename kind
      ... on VacationItem {
        orderType bizType expiresAt processedAt discount { minorUnits } adjustment { minorUnits }
        attributes { key value } productId categoryId skuId skuProperties { key value }
        merchantProductCode merchantSkuCode categoryAttributes { key value } categoryAttributesJson
        image sessionStart sessionEnd
      }
      availableActions { command allowed }
      contact { ... on VacationTraveller { sex nationality documentType documentValidUntil documentCountry documentPlace } }
    }
  }
}`;

describe('a vacation order in the schema', () => {
  it('shows every fact of its own', async () => {
    const { data, errors } = await graphql({ schema, source: QUERY, contextValue: context });
    expect(errors).toBeUndefined();
    const order = JSON.parse(JSON.stringify(data)).order as { items: object[] };
    expect(order).toMatchObject({
      __typename: 'VacationOrder',
      status: 'PARTLY_FULFILLED',
      deadline: '2026-10-04T01:05:10+00:00',
      tradeType: 'STAGED_PAYMENT',
      depositIncluded: true,
      postage: { minorUnits: '1200' },
      cancelReason: '行程有变',
      buyerHasRated: true,
      reviewText: '下次再来',
      payment: {
        alipayTradeNumber: '2026100122001188',
        platformDiscount: { decimal: '1.11' },
        receivedBySeller: { decimal: '45.00' },
        staged: 'ALL_PAID',
        stagedPaid: { minorUnits: '30000' },
      },
      seller: { nick: '西湖旅行专营店', shop: '西湖旅行', memoFlag: 'BLUE', canRate: true, hasRated: false },
      promotions: [
        { appliesTo: '1188515074720535310', name: '满减', discount: { decimal: '20.00' } },
        { appliesTo: '1188515074720535309', name: '限时打折', discount: null },
      ],
      scores: [{ dimension: '服务', score: '5', content: '很好' }],
    });
    expect(order.items[0]).toEqual({
      __typename: 'VacationItem',
      kind: 'TOUR',
      orderType: 'SECOND_TIME_CONFIRMATION',
      bizType: 1,
      expiresAt: '2026-10-04T01:05:10+00:00',
      processedAt: '2026-10-02T02:11:12+00:00',
      discount: { minorUnits: '2000' },
      adjustment: { minorUnits: '-500' },
      attributes: [
        { key: 'source', value: 'app' },
        { key: 'note', value: 'a:b' },
        { key: null, value: 'loose' },
      ],
      productId: '566034111111',
      categoryId: '50258004',
      skuId: '4123456789012',
      skuProperties: [
        { key: '套餐类型', value: '成人套餐' },
        { key: '出行人群', value: '成人' },
      ],
      merchantProductCode: 'P-566034',
      merchantSkuCode: 'S-998877',
      categoryAttributes: [{ key: 'departCity', value: '杭州' }],
      categoryAttributesJson: '{"flight": {"no": "CA1234"}, "departCity": "杭州"}',
      image: 'https://img.example.com/i/566034.jpg',
      sessionStart: '19:30',
      sessionEnd: '21:00',
      availableActions: [
        { command: 'deliver', allowed: true },
        { command: 'close', allowed: true },
      ],
      contact: {
        sex: 'FEMALE',
        nationality: '中国',
        documentType: 'PASSPORT',
        documentValidUntil: '2031-05-06',
        documentCountry: '中华人民共和国',
        documentPlace: '杭州',
      },
    });
  });

  it.each(['resolvers', 'one statement'])(
    'spells every instant alike, whether it has a column or not: by %s',
    async (by) => {
      const source = `{ order(channel: "vacation", reference: "1188515074720535309") {
      createdAt deadline items { endedAt ... on VacationItem { expiresAt processedAt } } } }`;
      const answer =
        by === 'resolvers'
          ? JSON.stringify(await graphql({ schema, source, contextValue: context }))
          : await compileOperation(schema, parse(source), null)?.execute(context, {});
      const instants = answer?.match(/"[^"]*T[^"]*"/g) ?? [];
      expect(instants).toHaveLength(6);
      expect(instants.filter((instant) => !/^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"$/.test(instant))).toEqual([]);
    },
  );

  it('is read by the hub in one statement, with the same answer', async () => {
    const query = QUERY.replace('availableActions { command allowed }', '');
    const compiled = await compileOperation(schema, parse(query), null)?.execute(context, {});
    const { data } = await graphql({ schema, source: query, contextValue: context });
    expect(compiled).toBe(JSON.stringify(data));
  });
});
