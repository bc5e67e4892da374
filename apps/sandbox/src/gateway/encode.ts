import { responseRoot, stringifyTopJson } from '@interline/top-client/codec';
import { XMLBuilder } from 'fast-xml-parser';
import type { MethodResult } from './method.ts';
import type { TopError } from './top-error.ts';
import { AnswerDecimal, AnswerList, isObject } from './value.ts';
import type { AnswerObject, AnswerValue } from './value.ts';

/** How the client wants its answer. */
export interface AnswerFormat {
  readonly format: 'json' | 'xml';
  /** JSON only: no root object and plain arrays. */
  readonly simplify: boolean;
}

/** An answer as it goes over the wire. */
export interface EncodedAnswer {
  readonly contentType: string;
  readonly body: string;
}

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** `JSON.rawJSON` writes a number digit for digit; TypeScript's library does not declare it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** Writes the result of a method. `method` may be absent when the request did not name one. */
export function encodeAnswer(
  result: MethodResult,
  method: string,
  requestId: string,
  { format, simplify }: AnswerFormat,
): EncodedAnswer {
  const root = result.kind === 'error' ? 'error_response' : responseRoot(method);
  const fields = { ...(result.kind === 'error' ? errorFields(result) : result.fields), request_id: requestId };
  if (format === 'xml') {
    const document = xml.build({ '?xml': { '@version': '1.0', '@encoding': 'utf-8' }, [root]: xmlTree(fields) });
    return { contentType: 'text/xml;charset=UTF-8', body: document };
  }
  const tree = jsonTree(fields, simplify);
  const bare = simplify && result.kind !== 'error';
  return {
    contentType: 'application/json;charset=UTF-8',
    body: stringifyTopJson(bare ? tree : { [root]: tree }),
  };
}

/** The value as a client of `simplify` reads it: plain arrays, plain numbers, 64-bit ids as bigints. */
export function plainTree(value: AnswerValue): unknown {
  if (isObject(value)) return mapPresent(value, plainTree);
  if (value instanceof AnswerDecimal) return Number(value.text);
  return value instanceof AnswerList ? value.items.map(plainTree) : value;
}

function errorFields(error: TopError): AnswerObject {
  return { code: error.code, msg: error.msg, sub_code: error.subCode, sub_msg: error.subMsg };
}

function jsonTree(value: AnswerValue, simplify: boolean): unknown {
  if (isObject(value)) return mapPresent(value, (field) => jsonTree(field, simplify));
  if (value instanceof AnswerDecimal) return rawJSON(value.text);
  if (!(value instanceof AnswerList)) return value;
  const items = value.items.map((item) => jsonTree(item, simplify));
  return simplify ? items : { [value.innerName]: items };
}

function xmlTree(value: AnswerValue): unknown {
  if (isObject(value)) return mapPresent(value, xmlTree);
  if (value instanceof AnswerDecimal) return value.text;
  return value instanceof AnswerList ? { [value.innerName]: value.items.map(xmlTree) } : xmlText(String(value));
}

/** The text without the control characters that XML 1.0 cannot carry, not even escaped. */
function xmlText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '');
}

/** The object's fields that have a value, each mapped. */
function mapPresent(object: AnswerObject, map: (field: AnswerValue) => unknown): object {
  const fields = Object.entries(object).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, map(field)]));
}
