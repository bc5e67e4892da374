import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, ratio } from '../src/statistics.ts';

const figures = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('median', () => {
  it.each([
    { numbers: [3], middle: 3 },
    { numbers: [5, 1, 3], middle: 3 },
    { numbers: [10, 1, 3, 2], middle: 2.5 },
    { numbers: [2, 10, 9], middle: 9 },
  ])('of $numbers is $middle', ({ numbers, middle }) => {
    expect(median(numbers)).toBe(middle);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });

  it('leaves what it was given as it was', () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

describe('quantile', () => {
  it('is one of the numbers', () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        expect(numbers).toContain(quantile(numbers, share));
      }),
    );
  });

  it('finds the slowest of a hundred at 0.99', () => {
    expect(quantile([...Array(100).keys()], 0.99)).toBe(99);
  });
});

describe('ratio', () => {
  it('is the same however fast the machine is in each round', () => {
    const rounds = fc.array(fc.tuple(fc.double({ min: 1, max: 100, noNaN: true }), fc.integer({ min: -6, max: 6 })), {
      minLength: 1,
      maxLength: 9,
    });
    fc.assert(
      fc.property(rounds, (given) => {
        const speeds = given.map(([, power]) => 2 ** power);
        const slow = given.map(([figure]) => figure);
        const base = slow.map((figure) => figure * 4);
        const changed = (numbers: number[]) => numbers.map((number, round) => number * (speeds[round] ?? 1));
        expect(ratio(changed(slow), changed(base))).toBe(0.25);
      }),
    );
  });

  it('compares within a round, so that one bad round does not decide', () => {
    expect(ratio([50, 5, 50], [100, 10, 100])).toBe(0.5);
    expect(ratio([50, 50, 1], [100, 100, 100])).toBe(0.5);
  });
});
