import { parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compileOperation } from '../src/index.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;
let hub: SchemaHub;
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  hub = await schemaHub();
  shop = await hub.shop('a');
  other = await hub.shop('b');
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(() => {
  hub.desk.trouble = 'none';
});

const SEARCH = `query ($input: SearchCruisesInput!) { searchCruises(input: $input) { __typename ... on CruiseSailings { from }
  ... on Refusal { message } ... on InvalidInput { fields { path } } ... on AmbiguousShop { shops { name } }
  ... on ChannelRefused { code } ... on ChannelBusy { retryAfterSeconds } ... on ShopParked { code } } }`;

async function search(input: Record<string, unknown>, shops = [shop]): Promise<unknown> {
  const { data, errors } = await hub.ask(viewerOf(shops), SEARCH, { input });
  expect(errors).toBeUndefined();
  return data?.['searchCruises'];
}

describe('a question to the channel', () => {
  test('is answered in the adapter’s own type', async () => {
    expect(await search({ from: 'CKG' })).toEqual({ __typename: 'CruiseSailings', from: 'CKG' });
  });

  test('that is wrong is not put to it, and says in which field', async () => {
    hub.desk.trouble = 'throttled';
    for (const from of ['Chongqing', 'QQQ']) {
      expect(await search({ from })).toMatchObject({ __typename: 'InvalidInput', fields: [{ path: 'from' }] });
    }
  });

  test('needs to know the shop, unless the token has one only', async () => {
    expect(await search({ from: 'CKG' }, [shop, other])).toMatchObject({
      __typename: 'AmbiguousShop',
      shops: [{ name: 'Shop a' }, { name: 'Shop b' }],
    });
    expect(await search({ from: 'CKG', shop: `shop_${other.id}` }, [shop, other])).toMatchObject({ from: 'CKG' });
    expect(await search({ from: 'CKG', shop: `shop_${other.id}` })).toMatchObject({ __typename: 'ShopNotFound' });
  });

  test('that the channel does not answer says what to do instead', async () => {
    hub.desk.trouble = 'refused';
    expect(await search({ from: 'CKG' })).toEqual({
      __typename: 'ChannelRefused',
      code: 'NO_SAILING',
      message: 'No ship sails then. Try another day.',
    });
    hub.desk.trouble = 'throttled';
    expect(await search({ from: 'CKG' })).toMatchObject({ __typename: 'ChannelBusy', retryAfterSeconds: 2 });
  });

  test('costs as much as a page of a list, so that not many fit into one operation', async () => {
    const often = Array.from({ length: 1000 }, (_, at) => `s${at}: searchCruises(input: $input) { __typename }`);
    const { errors } = await hub.ask(viewerOf([shop]), `query ($input: SearchCruisesInput!) { ${often.join(' ')} }`, {
      input: { from: 'CKG' },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'OPERATION_TOO_COSTLY' });
  });

  test('is never compiled to a statement', () => {
    const text = '{ searchCruises(input: { from: "CKG" }) { __typename } shops { id } }';
    expect(compileOperation(hub.schema, parse(text))).toBeNull();
  });
});
