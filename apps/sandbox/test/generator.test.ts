import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../src/random.ts';
import { idCardCheck } from '../src/vacation/credentials.ts';
import { inventOrder } from '../src/vacation/generator.ts';
import type { OrderWish } from '../src/vacation/generator.ts';
import { createIdentities } from '../src/vacation/identities.ts';
import type { Person, VacationOrder } from '../src/vacation/order.ts';
import { orderPayment } from '../src/vacation/order.ts';
import { inventPerson } from '../src/vacation/people.ts';
import { DEFAULT_MIX, PRODUCT_KINDS } from '../src/vacation/products.ts';

const NOW = Date.parse('2026-11-22T04:00:00.789Z');
/** `biz_type` values of the query's table, old and new numbering, of the message's, and one that no table has. */
const BIZ_TYPES = [0, 1, 2, 3, 4, 7, 9, 10, 12, 13, 17, 18, 19, 20, 1000];

function invent(count: number, seed = 1, wish: OrderWish = {}): VacationOrder[] {
  const identities = createIdentities(NOW);
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) =>
    inventOrder({ shop: 'west-lake', createdAt: NOW, random: random.fork(`order ${index}`), identities }, wish),
  );
}

test('the same seed invents the same orders, another seed others', () => {
  expect(invent(50, 1)).toEqual(invent(50, 1));
  expect(invent(50, 2)).not.toEqual(invent(50, 1));
});

test('every biz_type is sold and the default mix plays each of them', () => {
  expect(PRODUCT_KINDS.map(({ bizType }) => bizType).toSorted((a, b) => a - b)).toEqual(BIZ_TYPES);
  const seen = new Set(invent(3000).map((order) => order.subOrders[0]?.bizType));
  expect([...seen].toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(BIZ_TYPES);
  expect(Object.keys(DEFAULT_MIX).map(Number)).toEqual(expect.arrayContaining(BIZ_TYPES));
});

test('a mix with one kind plays only that', () => {
  const kinds = invent(50, 1, { mix: { 9: 1 } }).flatMap((order) => order.subOrders.map(({ bizType }) => bizType));
  expect(new Set(kinds)).toEqual(new Set([9]));
});

test('everything that the life needs turns up: sizes, ways of confirming, stages, promotions', () => {
  const orders = invent(1000);
  const subs = orders.flatMap((order) => order.subOrders);
  expect(new Set(orders.map((order) => order.subOrders.length))).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(new Set(subs.map(({ orderType }) => orderType))).toEqual(new Set([1, 2, 3]));
  expect(new Set(subs.map(({ instant }) => instant))).toEqual(new Set([true, false]));
  expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(['TRADE_NO_CREATE_PAY', 'WAIT_BUYER_PAY']));
  expect(orders.some(({ staged }) => staged)).toBe(true);
  expect(orders.some(({ promotions }) => promotions.some(({ discountFee }) => discountFee === undefined))).toBe(true);
  expect(subs.some(({ totalFee, payment }) => totalFee > payment)).toBe(true);
});

test('ids are unique, rise, and lie beyond 2^53', () => {
  const ids = invent(200).flatMap((order) => [order.id, ...order.subOrders.map((sub) => sub.id)]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => id > 2n ** 53n && id < 2n ** 63n)).toBe(true);
});

test('a sandbox that starts a second later gives other ids', () => {
  const [first, second] = [createIdentities(NOW), createIdentities(NOW + 1000)];
  const early = Array.from({ length: 50_000 }, () => first.nextOrder());
  expect(early).not.toContain(second.nextOrder());
});

test('money adds up: price times count, adjustment and discount', () => {
  for (const sub of invent(300).flatMap((order) => order.subOrders)) {
    expect(sub.totalFee).toBe(sub.item.price * sub.item.count + sub.adjustFee - sub.discountFee);
    expect(sub.payment).toBeGreaterThan(0);
    expect(Number.isSafeInteger(sub.payment)).toBe(true);
  }
});

test('a deposit is less than the order', () => {
  for (const order of invent(100, 1, { staged: true })) {
    expect(order.staged?.deposit).toBeLessThan(orderPayment(order));
  }
});

test('contact-only categories have no travellers, others have one per place', () => {
  for (const { item, bizType, travellers, contact } of invent(500).flatMap((order) => order.subOrders)) {
    const contactOnly = [4, 12, 13, 17, 20].includes(bizType);
    expect(travellers).toHaveLength(contactOnly ? 0 : item.count);
    expect(contact.address === undefined).toBe(!contactOnly);
  }
});

describe('people', () => {
  test('have Chinese names with pinyin, and are adults', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const person = people(seed);
        expect(person.name).toMatch(/^\p{Script=Han}{2,4}$/u);
        expect(person.surnamePinyin).toMatch(/^[a-z]+$/);
        expect(person.phone).toMatch(/^1\d{10}$/);
        expect(Date.parse(person.birthday)).toBeLessThan(NOW - 18 * 365 * 86_400_000);
      }),
    );
  });

  test('an ID card fits its holder: birthday, sex and check character', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { credentialType, credentialNo, birthday, sex } = people(seed);
        fc.pre(credentialType === 0);
        expect(credentialNo).toMatch(/^\d{17}[\dX]$/);
        expect(credentialNo.slice(6, 14)).toBe(birthday.replaceAll('-', ''));
        expect(Number(credentialNo[16]) % 2).toBe(sex === 0 ? 1 : 0);
        expect(credentialNo.at(-1)).toBe(idCardCheck(credentialNo));
      }),
    );
  });

  test('the check character is that of the standard’s example', () => {
    expect(idCardCheck('11010519491231002')).toBe('X');
    expect(idCardCheck('44052418800101001')).toBe('4');
  });

  test('each document has its own form', () => {
    const forms: Record<number, RegExp> = {
      0: /^\d{17}[\dX]$/,
      1: /^E[A-HJ]\d{7}$/,
      2: /^\d{10}$/,
      3: /^军字第\d{7}号$/,
      4: /^H\d{10}$/,
      5: /^\d{8}$/,
      6: /^C\d{8}$/,
      10: /^警字第\d{6}号$/,
      11: /^士字第\d{8}号$/,
      12: /^L\d{8}$/,
    };
    const seen = new Set<number>();
    for (let seed = 0; seed < 2000; seed += 1) {
      const { credentialType, credentialNo } = people(seed);
      seen.add(credentialType);
      expect(credentialNo).toMatch(forms[credentialType] ?? /never/);
    }
    expect(seen.size).toBe(10);
  });
});

function people(seed: number): Person {
  return inventPerson(seededRandom(seed), NOW);
}
