import { idText, isTopObject, parseTopJson, parseTopTime } from '@interline/top-client/codec';
import { invalidArgument, missingArgument } from '../gateway/top-error.ts';
import type { TopError } from '../gateway/top-error.ts';

/** A request whose parameters are missing or malformed; the gateway answers it, not the service. */
export class WrongArgument extends Error {
  override readonly name = 'WrongArgument';
  readonly error: TopError;

  constructor(error: TopError) {
    super(error.subMsg ?? error.msg);
    this.error = error;
  }
}

/** Fields of a request object by wire name; absent, null and empty ones are undefined. Malformed ones throw {@link WrongArgument}. */
export interface RequestFields {
  /** Whether the field has a value. */
  has(name: string): boolean;
  text(name: string): string | undefined;
  /** A whole number. */
  integer(name: string): number | undefined;
  flag(name: string): boolean;
  /** Yuan of the wire in fen. */
  fen(name: string): number | undefined;
  id(name: string): bigint | undefined;
  /** `yyyy-MM-dd HH:mm:ss` in epoch milliseconds. */
  instant(name: string): number | undefined;
  /** An object inside. */
  object(name: string): RequestFields | undefined;
  /** Objects of a list; none when it is absent. */
  objects(name: string): readonly RequestFields[];
  /** Texts and numbers of a list, as text; undefined when it is absent or empty. */
  values(name: string): readonly string[] | undefined;
}

/** Whether a value of another JSON type than the document gives is read as if it had that type, or is malformed. */
type JsonTypes = 'lenient' | 'exact';

/** Reads a request object that is one JSON parameter. */
export function requestObject(
  parameters: ReadonlyMap<string, string>,
  root: string,
  types: JsonTypes = 'lenient',
): RequestFields {
  const given = parameters.get(root);
  if (!given) throw new WrongArgument(missingArgument(root));
  return requestFields(parsed(given, root, types), types);
}

const ABSENT: ReadonlySet<unknown> = new Set([undefined, null, '']);

/** Reads a request object. */
export function requestFields(values: object, types: JsonTypes = 'lenient'): RequestFields {
  const fields = new Map<string, unknown>(Object.entries(values));
  const read = <Value>(
    name: string,
    expected: string,
    convert: (value: unknown) => Value | undefined,
    isOfType: (value: unknown) => boolean = () => true,
  ): Value | undefined => {
    const given = fields.get(name);
    if (ABSENT.has(given)) return undefined;
    const value = types === 'lenient' || isOfType(given) ? convert(given) : undefined;
    if (value === undefined) throw new WrongArgument(invalidArgument(name, expected));
    return value;
  };
  const list = (name: string): readonly unknown[] =>
    read(
      name,
      'a list',
      (value) => {
        const items = typeof value === 'string' ? parsedList(value) : value;
        return Array.isArray(items) ? (items as unknown[]) : undefined;
      },
      Array.isArray,
    ) ?? [];
  return {
    has: (name) => !ABSENT.has(fields.get(name)),
    text: (name) => read(name, 'text', idText, isText),
    integer: (name) =>
      read(name, 'a whole number', (value) => (isWhole(Number(value)) ? Number(value) : undefined), isNumber),
    flag: (name) => read(name, 'true or false', asFlag, (value) => typeof value === 'boolean') ?? false,
    fen: (name) => read(name, 'yuan with at most two decimals', asFen),
    id: (name) => read(name, 'a positive 64-bit number', asId, isNumber),
    instant: (name) => read(name, 'yyyy-MM-dd HH:mm:ss', asInstant),
    object: (name) =>
      read(name, 'an object', (value) => {
        const object = typeof value === 'string' ? parsed(value, name, types) : value;
        return isTopObject(object) ? requestFields(object, types) : undefined;
      }),
    objects: (name) =>
      list(name).map((item) => {
        if (isTopObject(item)) return requestFields(item, types);
        throw new WrongArgument(invalidArgument(name, 'a list of objects'));
      }),
    values(name) {
      const items = list(name).map((item) => idText(item) ?? '');
      if (items.includes('')) throw new WrongArgument(invalidArgument(name, 'a list of texts or numbers'));
      return items.length === 0 ? undefined : items;
    },
  };
}

/** A field that must be there. */
export function mandatory<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new WrongArgument(missingArgument(name));
  return value;
}

function parsed(text: string, name: string, types: JsonTypes): object {
  try {
    const value = types === 'exact' ? parseExact(text) : parseTopJson(text);
    if (isTopObject(value)) return value;
  } catch {
    // Not JSON: answered like any other wrong value.
  }
  throw new WrongArgument(invalidArgument(name, 'a JSON object'));
}

/** JSON whose numbers stay numbers: one that no double holds is a bigint, where the gateway's reading makes it text. */
function parseExact(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) => {
    const source = context?.source;
    const isLong = typeof value === 'number' && !isWhole(value) && source !== undefined && /^-?\d+$/.test(source);
    return isLong ? BigInt(source) : value;
  });
}

/** A list given as text: JSON, or values with commas. */
function parsedList(text: string): unknown {
  if (!text.startsWith('[')) return text.split(',');
  try {
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value);
}

function asFlag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function asFen(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,12}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : undefined;
}

function asId(value: unknown): bigint | undefined {
  const text = idText(value);
  return text !== undefined && /^[1-9]\d{0,18}$/.test(text) ? BigInt(text) : undefined;
}

function asInstant(value: unknown): number | undefined {
  try {
    return typeof value === 'string' ? parseTopTime(value).getTime() : undefined;
  } catch {
    return undefined;
  }
}
