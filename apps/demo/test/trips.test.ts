import { expect, test } from 'vitest';
import { tripNeededAt } from '../src/trips.ts';

const START = Date.parse('2026-11-22T15:59:00Z');
const moments = Array.from({ length: 200 }, (_, place) => new Date(START + place * 15_000));

test('a moment needs the same trip whoever asks, and moments need different ones', () => {
  const trips = moments.map((moment) => JSON.stringify(tripNeededAt(moment)));
  expect(moments.map((moment) => JSON.stringify(tripNeededAt(moment)))).toEqual(trips);
  expect(new Set(trips).size).toBeGreaterThan(100);
});

test('every trip is one to three weeks ahead in China, to another city, by one or two different people', () => {
  const parties = moments.map((moment) => {
    const { from, to, date, travellers } = tripNeededAt(moment);
    const ahead = (Date.parse(date) - moment.getTime()) / 86_400_000;
    expect(ahead).toBeGreaterThan(6);
    expect(ahead).toBeLessThan(21);
    expect(from).not.toBe(to);
    expect(new Set(travellers.map(({ passport }) => passport)).size).toBe(travellers.length);
    return travellers.length;
  });
  expect(new Set(parties)).toEqual(new Set([1, 2]));
});
