import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;
let hub: SchemaHub;
let mine: Shop;
let theirs: Shop;
let orderId: string;
let theirOrderId: string;

beforeAll(async () => {
  hub = await schemaHub();
  mine = await hub.shop('mine');
  theirs = await hub.shop('theirs');
  [orderId = ''] = await hub.store(
    mine,
    cruiseOrder('1'),
    cruiseOrder('2', { createdAt: new Date('2026-11-02T00:00:00Z') }),
  );
  [theirOrderId = ''] = await hub.store(theirs, cruiseOrder('1'));
});
afterAll(() => hub[Symbol.asyncDispose]());

/** On both ways; the answers must agree. */
async function both(viewer: ReturnType<typeof viewerOf>, query: string): Promise<unknown> {
  const compiled: unknown = JSON.parse(await hub.askCompiled(viewer, query));
  const { data, errors } = await hub.ask(viewer, query);
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual(compiled);
  return compiled;
}

describe('another tenant', () => {
  test('finds nothing by id', async () => {
    const query = `{ node(id: "order_${theirOrderId}") { id } nodes(ids: ["order_${orderId}", "shop_${theirs.id}", "order_${theirOrderId}", "shop_${mine.id}"]) { __typename id } }`;
    expect(await both(viewerOf([mine]), query)).toEqual({
      node: null,
      nodes: [
        { __typename: 'CruiseOrder', id: `order_${orderId}` },
        null,
        null,
        { __typename: 'Shop', id: `shop_${mine.id}` },
      ],
    });
  });

  test('finds nothing by reference, in lists, or among shops', async () => {
    const query = `{ order(channel: "cruise", reference: "1", shop: "shop_${theirs.id}") { id }
      orders(filter: { shop: "shop_${theirs.id}" }) { nodes { id } totalCount } shops { name } }`;
    expect(await both(viewerOf([mine]), query)).toEqual({
      order: null,
      orders: { nodes: [], totalCount: 0 },
      shops: [{ name: 'Shop mine' }],
    });
  });

  test('without any shop finds nothing at all', async () => {
    expect(await both(viewerOf([]), '{ orders { nodes { id } totalCount } shops { id } }')).toEqual({
      orders: { nodes: [], totalCount: 0 },
      shops: [],
    });
  });

  test('sees the same reference in its own shop', async () => {
    const query = '{ order(channel: "cruise", reference: "1") { id } }';
    expect(await both(viewerOf([mine]), query)).toEqual({ order: { id: `order_${orderId}` } });
    expect(await both(viewerOf([theirs]), query)).toEqual({ order: { id: `order_${theirOrderId}` } });
  });
});

describe('a scope that is missing', () => {
  test.each([
    ['{ orders { nodes { id } } }', 'orders:read'],
    ['{ viewer { name } }', 'orders:read'],
    ['mutation { syncOrder(input: { channel: "cruise", reference: "1" }) { __typename } }', 'orders:write'],
  ])('refuses %s', async (query, scope) => {
    const lacking = scope === 'orders:read' ? 'orders:write' : 'orders:read';
    const { errors } = await hub.ask(viewerOf([mine], lacking), query);
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', scope });
    expect(errors?.[0]?.message).toContain(`needs a token with the scope ${scope}`);
  });

  test('is refused before the compiled statement runs', async () => {
    await expect(hub.askCompiled(viewerOf([mine], 'orders:write'), '{ orders { nodes { id } } }')).rejects.toThrow(
      'not answered',
    );
  });
});

describe('personal data', () => {
  const PEOPLE = `{ orders(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { reference buyer { name phone } items { contact { email } travellers { name documentNumber birthday namePinyin } } } } }`;
  const disclosures = (): Promise<unknown[]> =>
    hub.rows('select token_id, viewer_name, order_ids, at::text from interline.disclosure order by id');
  beforeEach(() => hub.rows('delete from interline.disclosure'));

  test('is masked without the scope, and nothing is recorded', async () => {
    const answer = JSON.stringify(await both(viewerOf([mine]), PEOPLE));
    for (const clear of ['王小明', '13812345678', 'lilei@example.com', 'E12345678', '1990-01-02', 'HAN MEIMEI']) {
      expect(answer).not.toContain(clear);
    }
    expect(answer).toContain('138****5678');
    expect(await disclosures()).toEqual([]);
  });

  test('is clear with the scope, and the reading is one record that names the reader and the orders', async () => {
    const viewer = viewerOf([mine], 'orders:read', 'pii:read');
    const { data, errors } = await hub.ask(viewer, PEOPLE);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      orders: {
        nodes: [
          {
            buyer: { name: '王小明', phone: '13812345678' },
            items: [
              {
                contact: { email: 'lilei@example.com' },
                travellers: [{ name: '张伟', documentNumber: 'E12345678', birthday: '1990-01-02', namePinyin: null }],
              },
              { contact: null, travellers: [{ name: '韩梅梅', namePinyin: 'HAN MEIMEI' }] },
            ],
          },
          { reference: '2' },
        ],
      },
    });
    const [record, ...others] = (await disclosures()) as {
      order_ids: string[];
      viewer_name: string;
      token_id: string;
    }[];
    expect(others).toEqual([]);
    expect(record).toMatchObject({ token_id: viewer.tokenId, viewer_name: 'tester', at: '2026-11-22 04:00:00+00' });
    expect(record?.order_ids).toHaveLength(2);
    expect(record?.order_ids).toContain(orderId);
  });

  test('is not shown when the reading cannot be recorded', async () => {
    const context = hub.context(viewerOf([mine], 'orders:read', 'pii:read'));
    const { errors, data } = await hub.askIn(
      {
        ...context,
        hub: {
          ...context.hub,
          database: {
            ...context.hub.database,
            query: (statement, values) =>
              statement.name === 'disclosure.insert'
                ? Promise.reject(new Error('The disk is full.'))
                : context.hub.database.query(statement, values),
          },
        },
      },
      PEOPLE,
    );
    expect(errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(data)).not.toContain('王小明');
  });

  test('is never answered in clear by a compiled statement', async () => {
    await expect(hub.askCompiled(viewerOf([mine], 'orders:read', 'pii:read'), PEOPLE)).rejects.toThrow('not answered');
    const impersonal = '{ orders { nodes { reference } } }';
    expect(await hub.askCompiled(viewerOf([mine], 'orders:read', 'pii:read'), impersonal)).toContain('"reference":"1"');
  });

  test('the channel’s own answer is for administrators only, and recorded', async () => {
    const query = '{ order(channel: "cruise", reference: "1") { raw } }';
    expect((await hub.ask(viewerOf([mine], 'orders:read', 'pii:read'), query)).data).toEqual({ order: { raw: null } });
    expect((await hub.ask(viewerOf([mine]), query)).data).toEqual({ order: { raw: null } });
    expect(await disclosures()).toEqual([]);
    expect((await hub.ask(viewerOf([mine], 'admin'), query)).data).toEqual({ order: { raw: '{"id":"1"}' } });
    expect(await disclosures()).toHaveLength(1);
  });
});
