import type { ShopContext } from '@interline/core';
import { booleanResult, TopError } from '@interline/top-client';
import type { CallKind, TopFile } from '@interline/top-client';
import type { TopObject, TopValue } from '@interline/top-client/codec';

import type { FlightConnection } from './connection.ts';
import { FlightRefusal, recognise } from './refusals.ts';

/** An answer that says yes. */
export interface FlightAnswer {
  /** Content of the root object: envelopes of arrays removed, integers beyond 2^53 as text. */
  readonly data: TopObject;
  /** The answer's text as it came, personal data included. */
  readonly raw: string;
}

/**
 * Calls one API for the shop. Whether the answer's root says that it failed, with HTTP 200, is checked here.
 *
 * @param method from `names.method`
 * @param parameters by wire name; absent and empty ones are not sent
 * @throws FlightRefusal when the channel said no, and nothing was done
 * @throws TopError for every other failure. A write whose backend ran out of time is of `unknown-outcome` whatever
 *   way the platform put it: it most probably happened (question 7 of the channel's answers).
 */
export async function callFlight(
  context: ShopContext<FlightConnection>,
  method: string,
  parameters: Readonly<Record<string, TopValue>>,
  kind: CallKind,
  files: Readonly<Record<string, TopFile>> = {},
): Promise<FlightAnswer> {
  const { connection, session, signal } = context;
  const { client, names } = connection;
  try {
    const { data, raw } = await client.call(method, parameters, { kind, session: session.accessToken, files, signal });
    if (booleanResult(data[names.outcome.isSuccess]) !== false) return { data, raw };
  } catch (error) {
    throw judged(error, kind);
  }
  throw new FlightRefusal(method, {});
}

function judged(error: unknown, kind: CallKind): unknown {
  if (!(error instanceof TopError) || (error.kind !== 'refused' && error.kind !== 'argument')) return error;
  const { method, code, subCode, subMessage, requestId } = error;
  const refusal = { platformCode: code, code: subCode, text: subMessage };
  if (kind === 'write' && recognise(refusal)?.mayHaveHappened) {
    const what = `the channel's own service broke off (${[subCode, subMessage].filter(Boolean).join(', ')})`;
    return new TopError({ kind: 'unknown-outcome', method, what, code, subCode, subMessage, requestId });
  }
  return isAboutTheApp(error) ? error : new FlightRefusal(method, refusal);
}

/** Platform codes that blame the app's own settings (key, secret, clock, API name), not what was asked for. */
const SETTINGS_CODES = { from: 21, to: 34 } as const;

/** Whether a wrong argument is one of the app's settings. */
export function isAboutTheApp({ kind, code }: TopError): boolean {
  return kind === 'argument' && code !== undefined && code >= SETTINGS_CODES.from && code <= SETTINGS_CODES.to;
}
