import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../src/random.ts';

test('a key is drawn whatever the size of the weights, and never one without weight', () => {
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e308, noNaN: true }));
  fc.assert(
    fc.property(fc.nat(), fc.dictionary(fc.string({ minLength: 1 }), weight, { minKeys: 1 }), (seed, weights) => {
      fc.pre(Object.values(weights).some((value) => value > 0));
      expect(weights[seededRandom(seed).weighted(weights)]).toBeGreaterThan(0);
    }),
  );
});

test('keys are drawn as often as their weights say', () => {
  const random = seededRandom(1);
  const draws = Array.from({ length: 4000 }, () => random.weighted({ often: 3, seldom: 1 }));
  expect(draws.filter((key) => key === 'often').length / draws.length).toBeCloseTo(0.75, 1);
});

test('a table without weight is a bug of the caller', () => {
  expect(() => seededRandom(1).weighted({ one: 0 })).toThrow('no weight is above zero');
});
