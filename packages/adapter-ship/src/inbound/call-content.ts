import { isTopObject, stringifyTopJson } from '@interline/top-client/codec';
import type { InboundCallCheck, TopObject } from '@interline/top-client/codec';

import type { ShipNames } from '../wire.ts';
import { canonicalText } from './canonical-text.ts';
import { parseExactJson } from './exact-json.ts';
import { parseXml } from './parse-xml.ts';

/** What a call says, whatever its form. */
export interface CallContent {
  /** By name in snake case; lists are arrays, or still in the form of their wire. */
  readonly fields: TopObject;
  /** The content as text, as it came. */
  readonly raw: string;
}

/** How the answer is wanted. */
export type AnswerFormat = 'json' | 'xml';

const MAX_DEPTH = 16;

/** Reads the content of a call whose sign is right: JSON, XML, or the fields of a form. */
export function readContent(
  { parameters, form, text }: Extract<InboundCallCheck, { valid: true }>,
  names: ShipNames,
): CallContent | { readonly problem: string } {
  if (text.trim() === '') {
    const system = new Set<string>(Object.values(names.call));
    const fields = Object.fromEntries([...(form ?? parameters)].filter(([name]) => !system.has(name)));
    return { fields: inSnakeCase(fields), raw: stringifyTopJson(fields) };
  }
  const value = text.trimStart().startsWith('<') ? parseXml(text) : parseJson(text);
  if (!isTopObject(value)) return { problem: 'the body is not an object of JSON, each name once, or of XML' };
  if (depth(value) > MAX_DEPTH) return { problem: `the body is nested deeper than ${MAX_DEPTH} levels` };
  const twice = contradictoryName(value);
  if (twice !== undefined) return { problem: `${twice.slice(0, 100)} is there in two spellings, which differ` };
  return { fields: inSnakeCase(value), raw: text };
}

/** The form that the caller asks for; JSON where it asks for none. */
export function answerFormat(
  parameters: { get(name: string): string | null | undefined },
  names: ShipNames,
): AnswerFormat {
  return parameters.get(names.call.format)?.toLowerCase() === 'xml' ? 'xml' : 'json';
}

/** A name in snake case, as which both spellings are the same. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function inSnakeCase(fields: TopObject): TopObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), renamed(value)]));
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  return isTopObject(value) ? inSnakeCase(value) : value;
}

/** A name that stands in an object in both spellings with different values: nobody can tell which is meant. */
function contradictoryName(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(contradictoryName).find((name) => name !== undefined);
  if (!isTopObject(value)) return undefined;
  const seen = new Map<string, string>();
  for (const [name, member] of Object.entries(value)) {
    const [spelling, text] = [snakeCase(name), canonicalText(member)];
    if ((seen.get(spelling) ?? text) !== text) return spelling;
    seen.set(spelling, text);
    const inside = contradictoryName(member);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function depth(value: unknown): number {
  // Level by level, since the nesting is what is not trusted.
  let level: readonly unknown[] = [value];
  for (let levels = 0; ; levels += 1) {
    const objects = level.filter((member) => typeof member === 'object' && member !== null);
    if (objects.length === 0 || levels > MAX_DEPTH) return levels;
    level = objects.flatMap((member) => Object.values(member));
  }
}

function parseJson(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
