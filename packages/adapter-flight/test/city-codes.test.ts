import { expect, test } from 'vitest';

import { cityCodes } from '../src/cities/city-codes.ts';

const codes = cityCodes();

test.each(['BJS', 'SHA', 'CTU', 'SIA', 'XMN', 'CAN', 'HGH', 'SZX', 'CKG', 'KMG', 'WUH', 'NKG', 'URC', 'TNA'])(
  '%s is a city, whether or not an airport has the same code',
  (code) => expect(codes.meaningOf(code)).toEqual({ kind: 'city' }),
);

test.each([
  ['PEK', 'BJS'],
  ['PKX', 'BJS'],
  ['PVG', 'SHA'],
  ['TFU', 'CTU'],
  ['XIY', 'SIA'],
])('%s is an airport of %s', (airport, city) => {
  expect(codes.meaningOf(airport)).toEqual({ kind: 'airport', city });
  expect(codes.cityOf(airport)).toBe(city);
});

test('An airport whose code is also its city’s belongs to that city', () => {
  expect(codes.cityOf('SHA')).toBe('SHA');
  expect(codes.cityOf('XMN')).toBe('XMN');
});

test('A code that nothing has is unknown', () => {
  expect(codes.meaningOf('QQQ')).toEqual({ kind: 'unknown' });
  expect(codes.cityOf('QQQ')).toBeUndefined();
});

test('A merchant adds an airport that the data does not have yet', () => {
  expect(codes.meaningOf('DXJ')).toEqual({ kind: 'unknown' });
  expect(cityCodes({ DXJ: 'DXJ' }).meaningOf('DXJ')).toEqual({ kind: 'city' });
});
