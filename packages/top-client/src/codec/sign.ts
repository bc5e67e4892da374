import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a request is signed; sent as `sign_method` and therefore part of what is signed (TOP article 101617). */
export type SignMethod = 'md5' | 'hmac' | 'hmac-sha256';

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
  return digest(joined(parameters, true) + body, secret, method);
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
  const withoutEmpty = matches(given, digest(joined(entries, true) + body, secret, method));
  const withEmpty = matches(given, digest(joined(entries, false) + body, secret, method));
  return withoutEmpty || withEmpty;
}

function matches(given: string, expected: string): boolean {
  const givenBytes = Buffer.from(given.toUpperCase());
  const expectedBytes = Buffer.from(expected);
  return givenBytes.length === expectedBytes.length && timingSafeEqual(givenBytes, expectedBytes);
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

function digest(text: string, secret: string, method: SignMethod): string {
  switch (method) {
    case 'md5':
      return createHash('md5')
        .update(secret + text + secret)
        .digest('hex')
        .toUpperCase();
    case 'hmac':
      return createHmac('md5', secret).update(text).digest('hex').toUpperCase();
    case 'hmac-sha256':
      return createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
  }
}
