import { afterEach } from 'vitest';

/**
 * An unexpected `console.error` fails the test it happens in. A test that expects one replaces it:
 * `vi.spyOn(console, 'error').mockImplementation(() => {})`.
 */
const unexpected: unknown[][] = [];
const { error: print } = console;

Object.assign(console, {
  error(...values: unknown[]) {
    unexpected.push(values);
    print(...values);
  },
});

afterEach(() => {
  const calls = unexpected.splice(0);
  if (calls.length > 0) {
    throw new Error(`Unexpected console.error: ${calls.map((values) => values.map(String).join(' ')).join('\n')}`);
  }
});
