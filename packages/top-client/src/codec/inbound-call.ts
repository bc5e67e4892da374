import { digest, sameDigest } from './digest.ts';
import type { SignMethod } from './digest.ts';

/** A call from the platform to a provider, as it came. */
export interface SignedCall {
  /** Raw, without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a call says, once its sign is known to be right; or why it cannot be known. */
export type InboundCallCheck =
  | {
      readonly valid: true;
      /** The sign as it must be, in upper case: the same for the same call. */
      readonly sign: string;
      /** From the query and, in the body of a form, from its fields. */
      readonly parameters: ReadonlyMap<string, string>;
      /** Those of a form alone; null when the body is none. */
      readonly form: ReadonlyMap<string, string> | null;
      /** The body of a call that is not a form; empty when there is none. */
      readonly text: string;
    }
  | {
      readonly valid: false;
      /**
       * `MISSING`: no sign. `WRONG`: another secret, or something was changed. `UNREADABLE`: what is signed cannot be
       * told, for example because a parameter is there twice.
       */
      readonly problem: 'MISSING' | 'WRONG' | 'UNREADABLE';
      /** For the log: which part does not fit. Quotes nothing of the call. */
      readonly message: string;
    };

/** Header that names, comma separated, the headers that are signed too. */
const SIGN_LIST = 'top-sign-list';
const FORM = 'application/x-www-form-urlencoded';
const METHODS: ReadonlySet<string> = new Set<SignMethod>(['md5', 'hmac', 'hmac-sha256']);

/**
 * Checks the sign of a call from the platform, by the rule of the official helper `SpiUtils`: the signed headers, the
 * parameters of the query and the fields of a form, sorted by name and joined, empty values included, then the body
 * byte for byte unless it is a form. Without `sign_method` it is `md5`, the one the helper knows; that the platform
 * uses the other methods for calls is assumed.
 *
 * The time of the call and whether it was seen before are the caller's to check.
 */
export function verifyInboundCall(call: SignedCall, secret: string): InboundCallCheck {
  const reading = readSigned(call);
  if ('problem' in reading) return { valid: false, problem: 'UNREADABLE', message: reading.problem };
  const given = new URLSearchParams(call.query).get('sign') ?? '';
  if (given === '') return { valid: false, problem: 'MISSING', message: 'the query has no sign' };
  const expected = signReading(reading, secret);
  if (expected === undefined) return { valid: false, problem: 'WRONG', message: 'the sign_method is not known' };
  if (!sameDigest(given, expected)) {
    return { valid: false, problem: 'WRONG', message: 'the sign does not fit the call and the secret' };
  }
  const { parameters, form, text } = reading;
  return { valid: true, sign: expected, parameters, form, text };
}

/**
 * The sign of a call from the platform to a provider, for one that plays the platform. Goes into the query as `sign`.
 *
 * @throws TypeError when the call cannot be signed, for example because a parameter is there twice.
 */
export function signInboundCall(call: SignedCall, secret: string): string {
  const reading = readSigned(call);
  if ('problem' in reading) throw new TypeError(`the call cannot be signed: ${reading.problem}`);
  const sign = signReading(reading, secret);
  if (sign === undefined) throw new TypeError('the call cannot be signed: its sign_method is not known');
  return sign;
}

interface Reading {
  readonly signed: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
  readonly form: ReadonlyMap<string, string> | null;
  readonly text: string;
  readonly signedBody: Uint8Array;
}

function signReading({ signed, parameters, signedBody }: Reading, secret: string): string | undefined {
  const method = parameters.get('sign_method') ?? 'md5';
  if (!isSignMethod(method)) return undefined;
  const joined = [...signed]
    .filter(([name]) => name !== 'sign')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => name + value)
    .join('');
  return digest([joined, signedBody], secret, method);
}

function isSignMethod(method: string): method is SignMethod {
  return METHODS.has(method);
}

function readSigned({ query, headers, body }: SignedCall): Reading | { readonly problem: string } {
  const [type = '', ...attributes] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim().startsWith('multipart/')) return { problem: 'uploads are not signed as a whole' };
  const text = decode(body, attributes);
  if (text === undefined) return { problem: 'the body is not text of the charset that content-type names' };
  const form = type.trim() === FORM ? [...new URLSearchParams(text)] : null;
  const pairs = [...new URLSearchParams(query), ...(form ?? [])];
  const parameters = new Map(pairs);
  if (parameters.size !== pairs.length) return { problem: 'a parameter is there twice' };
  return {
    signed: new Map([...signedHeaders(headers), ...parameters]),
    parameters,
    form: form && new Map(form),
    text: form ? '' : text,
    signedBody: form ? new Uint8Array() : body,
  };
}

/** A header that is listed and absent counts as empty. */
function signedHeaders(headers: Readonly<Record<string, string>>): [string, string][] {
  return (headers[SIGN_LIST] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => [name, urlDecoded(headers[name.toLowerCase()] ?? '')]);
}

function urlDecoded(value: string): string {
  return new URLSearchParams(`value=${value.replaceAll('&', '%26')}`).get('value') ?? '';
}

function decode(body: Uint8Array, attributes: readonly string[]): string | undefined {
  const charset = attributes.map((attribute) => /^\s*charset="?([\w-]+)/.exec(attribute)?.[1]).find(Boolean) ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
