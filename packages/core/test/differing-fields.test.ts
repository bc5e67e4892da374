import { expect, it } from 'vitest';

import { differingFields } from '../src/commands/differing-fields.ts';

const tickets = [
  { id: 'T1', price: '100' },
  { id: 'T2', price: '200' },
];

it.each<[string, unknown, unknown, readonly string[]]>([
  ['nothing', { a: 1, list: tickets }, { list: tickets, a: 1 }, []],
  ['a field', { a: 1, b: 2 }, { a: 1, b: 3 }, ['b']],
  ['fields that only one has', { a: 1 }, { b: 1 }, ['a', 'b']],
  [
    'a field of an object in a list',
    { list: tickets },
    { list: [tickets[0], { id: 'T2', price: '201' }] },
    ['list[1].price'],
  ],
  ['a list that is longer', { list: tickets }, { list: tickets.slice(0, 1) }, ['list[1]']],
  ['a list that is none', { list: tickets }, { list: null }, ['list']],
  ['an object that became a list', { list: {} }, { list: [] }, ['list']],
  ['an absent field and null', { a: null }, {}, ['a']],
  ['big integers', { a: 9007199254740993n }, { a: 9007199254740992n }, ['a']],
  ['instants', { at: new Date(0) }, { at: new Date(1) }, ['at']],
  ['the whole input', 'one', 'another', ['']],
])('says where two inputs differ: %s', (_what, first, second, places) => {
  expect(differingFields(first, second)).toEqual(places);
});
