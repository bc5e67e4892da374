import { expect, test } from 'vitest';

import { parseExactJson } from '../src/inbound/exact-json.ts';

test.each([
  '{"order_amount": 1, "order_amount": 18000}',
  String.raw`{"a": "x", "\u0061": "y"}`,
  '{"list": [{"a": 1}, {"b": {"c": 1, "c" : 1}}]}',
])('%s says a name twice, and nobody can tell which counts', (text) => {
  expect(() => parseExactJson(text)).toThrow(SyntaxError);
});

test.each<[string, unknown]>([
  ['{"a": {"a": 1}, "b": {"a": 2}}', { a: { a: '1' }, b: { a: '2' } }],
  [String.raw`{"a": "\"a\": {", "b": "a", "c": "}"}`, { a: '"a": {', b: 'a', c: '}' }],
  ['[{"a": "x"}, {"a": "x"}, "a", "a"]', [{ a: 'x' }, { a: 'x' }, 'a', 'a']],
])('%s says each name once', (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});
