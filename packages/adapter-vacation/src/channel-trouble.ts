import { ChannelError } from '@interline/core';
import type { ChannelErrorKind } from '@interline/core';
import { TopError, UNREADABLE_ANSWER } from '@interline/top-client';

/** Refusals of the vacation APIs whose meaning the platform's own tables do not give (28564, error codes). */
const REFUSALS: Readonly<Record<string, { readonly kind: ChannelErrorKind; readonly remedy: string }>> = {
  'isv.rights-invalid:VIEW_NOT_PERMIT': {
    kind: 'not-found',
    remedy: 'This is not your order: check which shop it belongs to.',
  },
  'isv.isv.trade-cat-not-support': {
    kind: 'invalid',
    remedy: 'The channel does not give out orders of this category: handle it in the seller console.',
  },
  'isv.invalid-parameter:ERROR': {
    kind: 'invalid',
    remedy: 'The channel does not know this order id: check it.',
  },
  'isv.isv.rights-invalid:ISV_ITEM_AUTH_FAIL': {
    kind: 'permission',
    remedy: 'The seller has not authorised the app for this item: let him authorise it, then resume the shop.',
  },
  'isv.biz-error:INVALID_SUB_ORDER_ID': {
    kind: 'invalid',
    remedy: 'The channel does not know this sub-order id: check it.',
  },
};

/** Platform codes that blame the app's own settings (key, secret, clock, API name), not the order asked for. */
const SETTINGS_CODES = { from: 21, to: 34 } as const;

/**
 * What an error of a reading call means for the hub. Anything but a {@link TopError} comes back unchanged.
 *
 * @param what what was read, for people, for example `order 1188515074720535309`
 */
export function channelTrouble(error: unknown, what: string): unknown {
  if (!(error instanceof TopError)) return error;
  const refusal = error.subCode === undefined ? undefined : REFUSALS[error.subCode];
  const message = `${what}: ${error.message}${refusal ? ` ${refusal.remedy}` : ''}`;
  return new ChannelError(refusal?.kind ?? kindOf(error), errorCode(error), message, {
    retryAfterMs: error.retryAfterMs ?? null,
    cause: error,
  });
}

/** The most telling code of an error, for example `isv.remote-service-error`, or `7` where only a number came. */
export function errorCode({ subCode, code, kind }: TopError): string {
  return subCode ?? (code === undefined ? kind.toUpperCase().replaceAll('-', '_') : String(code));
}

function kindOf({ kind, code, subCode }: TopError): ChannelErrorKind {
  if (subCode === UNREADABLE_ANSWER) return 'unreadable';
  switch (kind) {
    case 'throttled':
    case 'session':
    case 'permission':
    case 'transient':
      return kind;
    case 'argument':
      return code !== undefined && code >= SETTINGS_CODES.from && code <= SETTINGS_CODES.to ? 'permission' : 'invalid';
    case 'refused':
      return 'invalid';
    case 'unknown-outcome':
      return 'transient';
  }
}
