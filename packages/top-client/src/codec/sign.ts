import { digest, sameDigest } from './digest.ts';
import type { SignMethod } from './digest.ts';

/** Request parameters by name, values as they are before URL encoding. */
export type SignedParameters = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/**
 * Signs a request as TOP article 101617 says: the parameters sorted by name and joined without separators, then
 * the raw body if there is one, digested to upper-case hex.
 *
 * A parameter named `sign` is left out. So is a pair whose name or value is empty, as the official SDKs do; leave
 * file parameters out yourself.
 *
 * @param body the JSON or XML text of a raw-body request; ordinary calls have none.
 */
export function sign(parameters: SignedParameters, secret: string, method: SignMethod, body = ''): string {
  return digest([joined(parameters, true), body], secret, method);
}

/**
 * Whether `given` is the sign of the request, compared in constant time and regardless of letter case.
 *
 * The official SDKs leave out pairs with an empty value and the npm SDKs do not, so either is accepted.
 */
export function verifySign(
  given: string,
  parameters: SignedParameters,
  secret: string,
  method: SignMethod,
  body = '',
): boolean {
  const entries = entriesOf(parameters);
  const withoutEmpty = sameDigest(given, digest([joined(entries, true), body], secret, method));
  const withEmpty = sameDigest(given, digest([joined(entries, false), body], secret, method));
  return withoutEmpty || withEmpty;
}

function joined(parameters: SignedParameters, skipEmpty: boolean): string {
  return entriesOf(parameters)
    .filter(([name, value]) => name !== 'sign' && (!skipEmpty || (name !== '' && value !== '')))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => name + value)
    .join('');
}

function entriesOf(parameters: SignedParameters): (readonly [string, string])[] {
  return isIterable(parameters) ? [...parameters] : Object.entries(parameters);
}

function isIterable(parameters: SignedParameters): parameters is Iterable<readonly [string, string]> {
  return typeof (parameters as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}
