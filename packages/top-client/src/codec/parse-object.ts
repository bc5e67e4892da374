import { parseTopJson } from './json.ts';
import { isTopObject } from './response.ts';
import type { TopObject } from './response.ts';

/** Parses text that should hold a JSON object, such as the content of a message; `problem` says what it holds instead. */
export function parseTopObject(text: string): { readonly object: TopObject } | { readonly problem: string } {
  const value = parsed(text);
  return isTopObject(value) ? { object: value } : { problem: `expected a JSON object, got ${describeTopValue(value)}` };
}

/** What a value is, for a message about it: its kind and never its content, which may be personal. */
export function describeTopValue(value: unknown): string {
  if (value === undefined) return 'none';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function parsed(text: string): unknown {
  try {
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}
