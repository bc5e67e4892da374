import { expect, it } from 'vitest';
import { isMet, renderGoals, table } from '../src/report.ts';

it('writes a table with as many digits as mean something', () => {
  expect(
    table(
      ['server', 'per second'],
      [
        ['A', 1234.5],
        ['B', 12.34],
        ['C', 0.456],
        ['D', NaN],
      ],
    ),
  ).toBe(
    ['| server | per second |', '| --- | ---: |', '| A | 1235 |', '| B | 12.3 |', '| C | 0.46 |', '| D | – |'].join(
      '\n',
    ),
  );
});

it('tells which goals were met and which were missed', () => {
  const goals = [
    { name: 'list ÷ LIMIT', reached: 0.7, atLeast: 0.4 },
    { name: 'detail ÷ LIMIT', reached: 0.3, atLeast: 0.4 },
  ];
  const text = renderGoals(goals);
  expect(text).toContain('| list ÷ LIMIT | 0.40 | 0.70 | met |');
  expect(text).toContain('| detail ÷ LIMIT | 0.40 | 0.30 | MISSED |');
});

it('counts a goal that could not be measured as missed', () => {
  expect(isMet({ name: 'list', reached: NaN, atLeast: 0.4 })).toBe(false);
});
