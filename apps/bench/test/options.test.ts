import { expect, it } from 'vitest';
import { readOptions } from '../src/options.ts';

it('runs the parts that end soon when none is named', () => {
  expect(readOptions([]).parts).toEqual(['reads', 'pages', 'ingest', 'fanout']);
});

it('runs the named parts, shorter with --quick', () => {
  const { parts, orders, seconds } = readOptions(['soak', 'reads', '--quick']);
  expect({ parts, orders, seconds }).toEqual({ parts: ['soak', 'reads'], orders: 10_000, seconds: 1 });
});

it.each([
  {
    args: ['writes'],
    says: 'There is no part "writes": name one of reads, pages, ingest, calls, busy, fanout, start, soak.',
  },
  { args: ['--rounds', 'many'], says: '--rounds must be a number above 0; got "many".' },
  { args: ['--minutes=0'], says: '--minutes must be a number above 0; got "0".' },
])('refuses $args in words that help', ({ args, says }) => {
  expect(() => readOptions(args)).toThrow(says);
});
