import { describe, expect, it } from 'vitest';

import type { JsonObject, RefundStatus } from '@interline/core';

import { refundScope } from '../src/refunds/refund-scope.ts';
import type { NamedScope } from '../src/refunds/refund-scope.ts';

const ALL: NamedScope = { itemReferences: null, segments: null };

function order(refunds: readonly [RefundStatus, readonly string[], readonly string[]][], segments = ['out', 'back']) {
  return {
    detail: { journeys: segments.map((id) => ({ segments: [{ id }] })) } satisfies JsonObject,
    items: ['1', '2'].map((reference) => ({ reference, detail: {} })),
    refunds: refunds.map(([status, passengers, flights], index) => ({
      reference: `R${index + 1}`,
      itemReference: null,
      status,
      detail: { passengers, segments: flights },
    })),
  };
}

describe('what a refund is of', () => {
  it.each<[string, ReturnType<typeof order>, NamedScope, object]>([
    ['everything, by default', order([]), ALL, { passengers: ['1', '2'], segments: ['out', 'back'] }],
    [
      'what is named',
      order([]),
      { itemReferences: ['2'], segments: ['back'] },
      { passengers: ['2'], segments: ['back'] },
    ],
    [
      'those who have something left',
      order([['SUCCEEDED', ['1'], []]]),
      ALL,
      { passengers: ['2'], segments: ['out', 'back'] },
    ],
    [
      'the flights that are left',
      order([['REQUESTED', [], ['out']]]),
      ALL,
      { passengers: ['1', '2'], segments: ['back'] },
    ],
    [
      'what a refused refund left',
      order([['REFUSED', [], []]]),
      ALL,
      { passengers: ['1', '2'], segments: ['out', 'back'] },
    ],
    [
      'what a closed refund left',
      order([['CLOSED', ['1'], []]]),
      ALL,
      { passengers: ['1', '2'], segments: ['out', 'back'] },
    ],
    ['passengers alone, where no flights are told', order([], []), ALL, { passengers: ['1', '2'], segments: [] }],
  ])('is %s', (_name, given, named, scope) => {
    expect(refundScope(given, named)).toEqual({ scope });
  });

  it.each<[string, ReturnType<typeof order>, NamedScope, RegExp]>([
    ['everything went back', order([['SUCCEEDED', [], []]]), ALL, /every ticket/],
    [
      'a named flight is being refunded',
      order([['REQUESTED', ['1'], ['out']]]),
      { itemReferences: ['1'], segments: ['out'] },
      /item 1 on out \(refund R1\)/,
    ],
    [
      'nobody can tell what became of one',
      order([['UNKNOWN', ['2'], []]]),
      { itemReferences: ['2'], segments: null },
      /item 2 on out \(refund R1\)/,
    ],
    [
      'what is left has to be named',
      order([['SUCCEEDED', ['1'], ['out']]]),
      ALL,
      /item 1 on out \(refund R1\)\. Name only/,
    ],
  ])('is refused when %s', (_name, given, named, reason) => {
    expect(refundScope(given, named)).toMatchObject({
      refused: { code: 'ALREADY_REFUNDED', reason: expect.stringMatching(reason) },
    });
  });
});
