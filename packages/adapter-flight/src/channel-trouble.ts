import { ChannelError } from '@interline/core';
import type { ChannelErrorKind } from '@interline/core';
import { TopError, UNREADABLE_ANSWER } from '@interline/top-client';

import { isAboutTheApp } from './call.ts';
import { FlightRefusal, recognise } from './refusals.ts';
import type { KnownRefusal } from './refusals.ts';

/**
 * What an error of a reading call means for the hub. Anything but a {@link TopError} or {@link FlightRefusal} comes
 * back unchanged.
 *
 * @param what what was read, for people, for example `order 1188515074720535309`
 */
export function channelTrouble(error: unknown, what: string): unknown {
  if (error instanceof FlightRefusal) {
    return new ChannelError(error.channelErrorKind, error.code, `${what}: ${error.message}`, { cause: error });
  }
  if (!(error instanceof TopError)) return error;
  return new ChannelError(kindOf(error), errorCode(error), `${what}: ${troubleText(error)}`, {
    retryAfterMs: error.retryAfterMs ?? null,
    cause: error,
  });
}

/** Ours where the error is known, for example `IP_NOT_ALLOWED`; else the channel's own, in words or as a number. */
export function errorCode(error: TopError): string {
  const { subCode, code, kind } = error;
  const own = subCode ?? (code === undefined ? kind.toUpperCase().replaceAll('-', '_') : String(code));
  return knownRefusal(error)?.code ?? own;
}

/** The error's message, with the remedy that the channel itself gives. */
export function troubleText(error: TopError): string {
  const known = knownRefusal(error);
  return known ? `${error.message} ${known.remedy}` : error.message;
}

function knownRefusal({ code, subCode, subMessage }: TopError): KnownRefusal | undefined {
  return recognise({ platformCode: code, code: subCode, text: subMessage });
}

function kindOf(error: TopError): ChannelErrorKind {
  if (error.subCode === UNREADABLE_ANSWER) return 'unreadable';
  switch (error.kind) {
    case 'throttled':
    case 'session':
    case 'permission':
    case 'transient':
      return error.kind;
    case 'argument':
      return isAboutTheApp(error) ? 'permission' : 'invalid';
    case 'refused':
      return 'invalid';
    case 'unknown-outcome':
      return 'transient';
  }
}
