import { isTopObject, parseTopJson, stringifyTopJson } from '@interline/top-client/codec';
import type { InboundCallCheck, TopObject } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';

import type { ShipNames } from '../wire.ts';

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
const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false });

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
  if (!isTopObject(value)) return { problem: 'the body is not an object of JSON or XML' };
  if (depth(value) > MAX_DEPTH) return { problem: `the body is nested deeper than ${MAX_DEPTH} levels` };
  return { fields: inSnakeCase(value), raw: text };
}

/** The form that the caller asks for; JSON where it asks for none. */
export function answerFormat(parameters: ReadonlyMap<string, string>, names: ShipNames): AnswerFormat {
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
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}

/** The members of the one root. A document type is not read: it could define entities that grow without end. */
function parseXml(text: string): unknown {
  if (text.includes('<!DOCTYPE')) return undefined;
  try {
    const document: unknown = xml.parse(text, true);
    if (!isTopObject(document)) return undefined;
    const roots = Object.entries(document).filter(([name]) => !name.startsWith('?'));
    const [root] = roots;
    return roots.length === 1 ? root?.[1] : undefined;
  } catch {
    return undefined;
  }
}
