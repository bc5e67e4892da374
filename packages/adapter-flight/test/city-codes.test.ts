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

test.each(['BFY', 'DWS', 'DXJ', 'HJB', 'HQQ', 'LSG', 'LXI', 'OTQ', 'WSQ'])(
  '%s, whose scheduled flights the data does not know, is a city with an airport',
  (code) => {
    expect(codes.meaningOf(code)).toEqual({ kind: 'city' });
    expect(codes.cityOf(code)).toBe(code);
  },
);

test('Qinhuangdao may be called by the code of its former airport, which lists have, and of the one it has', () => {
  expect(codes.meaningOf('SHP')).toEqual({ kind: 'city' });
  expect(codes.meaningOf('BPE')).toEqual({ kind: 'city' });
  expect(codes.cityOf('BPE')).toBe('SHP');
});

test('A merchant adds an airport that the data does not have yet', () => {
  expect(codes.meaningOf('WHN')).toEqual({ kind: 'unknown' });
  expect(cityCodes({ WHN: 'WUH' }).meaningOf('WHN')).toEqual({ kind: 'airport', city: 'WUH' });
});
