import { expect, test } from 'vitest';
import { routeSegments } from '../src/order-parts.ts';

test('the flights of a route are found whether the airline moved them or not', () => {
  const scheduleChange = { kind: 'CHANGED', changedAt: '2026-11-20T08:00:00Z' };
  const journeys = [
    { segments: [{ id: 'CZ8957PKXXMN0310' }] },
    {
      segments: [
        { id: 'CZ8958XMNPKX0314', scheduleChange },
        { id: 'CZ8959PKXXMN0315', scheduleChange: null },
      ],
    },
  ];
  expect(routeSegments({ detail: { journeys } })).toEqual([
    { id: 'CZ8957PKXXMN0310', isMoved: false },
    { id: 'CZ8958XMNPKX0314', isMoved: true },
    { id: 'CZ8959PKXXMN0315', isMoved: false },
  ]);
});

test('an order whose route is not known has no flights', () => {
  expect(routeSegments({ detail: {} })).toEqual([]);
});
