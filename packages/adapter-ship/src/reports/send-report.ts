import { ChannelError } from '@interline/core';
import type { CommandAttempt, Failed, SendOutcome, SettleOutcome, ShopContext } from '@interline/core';
import { booleanResult, TopError } from '@interline/top-client';
import type { TopValue } from '@interline/top-client/codec';

import type { ShipConnection } from '../connection.ts';

/** A report to the channel: the API's name and its parameters by wire name. */
export interface WireReport {
  readonly method: string;
  readonly parameters: Readonly<Record<string, TopValue>>;
}

/**
 * How long a report may still take effect after it was sent, in milliseconds: longer than a call may take here and at
 * the gateway. Until then an answer that says no to a repeat does not tell what becomes of those before it.
 */
export const SETTLE_WINDOW_MS = 60_000;

/** Pause before a request that provably did nothing is sent again, where the channel names none. */
const DEFAULT_PAUSE_MS = 5_000;

/** What became of sending a report once. */
type Reported =
  /** The channel has it; on a repeat it has had it before. */
  | { readonly outcome: 'done' }
  /** Refused; by the platform alone (`error_response`) it never came to whoever does reports. */
  | (Extract<SendOutcome, { readonly outcome: 'failed' }> & { readonly byPlatform?: boolean })
  | Exclude<SendOutcome, { readonly outcome: 'succeeded' | 'failed' | 'attention' }>;

/** Sends a report once. `ret_success` false and `error_response` are both refusals. */
export async function sendReport(
  context: ShopContext<ShipConnection>,
  { method, parameters }: WireReport,
): Promise<Reported> {
  const { connection, session, signal } = context;
  const { client, names } = connection;
  try {
    const { data } = await client.call(method, parameters, { kind: 'write', session: session.accessToken, signal });
    switch (booleanResult(data[names.notifyAnswer.success])) {
      case true:
        return { outcome: 'done' };
      case false:
        return { outcome: 'failed', code: 'REFUSED', message: `${method}: the channel answered that it was not done.` };
      case undefined:
        return { outcome: 'unknown', message: `${method}: the answer does not say whether it was done.` };
    }
  } catch (error) {
    if (error instanceof TopError) return outcomeOf(error);
    throw error;
  }
}

/**
 * What a repeat of a report tells of the report. Upstream does one report once, and answers a repeat with the first
 * result: a yes is the answer to the first, whichever of them it did. A no is one only when none of those before that
 * were not answered, be it the first or a repeat, can still come to anything, and only from whoever does reports: that
 * the platform let a repeat not through says nothing of them.
 *
 * @throws ChannelError when it could not be asked
 */
export function settledBy(
  reported: Reported,
  { sentAt, askedAt }: CommandAttempt,
  now: Date,
): { readonly outcome: 'done' } | Failed | Extract<SettleOutcome, { readonly outcome: 'unclear' }> {
  switch (reported.outcome) {
    case 'done':
      return reported;
    case 'failed':
      if (reported.byPlatform)
        return { outcome: 'unclear', answered: true, message: `${reported.message} That is about the repeat alone.` };
      if (now.getTime() - Math.max(sentAt.getTime(), askedAt?.getTime() ?? 0) >= SETTLE_WINDOW_MS) return reported;
      return {
        outcome: 'unclear',
        answered: true,
        message: `${reported.message} An earlier sending may still arrive.`,
      };
    case 'unknown':
      return { outcome: 'unclear', message: reported.message };
    case 'throttled':
      throw new ChannelError('throttled', 'THROTTLED', 'The channel asks to wait.', {
        retryAfterMs: reported.retryAfterMs,
      });
    case 'parked':
      throw new ChannelError('session', reported.code, reported.message);
  }
}

function outcomeOf(error: TopError): Exclude<Reported, { readonly outcome: 'done' }> {
  const { message, kind } = error;
  const code = codeOf(error);
  const refusal = { outcome: 'failed', code, message, byPlatform: error.code !== undefined } as const;
  switch (kind) {
    case 'throttled':
    // Nothing was done, and it passes: for the ledger that is the same as being asked to wait.
    case 'transient':
      return { outcome: 'throttled', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
    case 'session':
    case 'permission':
      return { outcome: 'parked', code, message };
    case 'argument':
      return isAboutTheApp(error) ? { outcome: 'parked', code, message } : refusal;
    case 'refused':
      return refusal;
    case 'unknown-outcome':
      return { outcome: 'unknown', message };
  }
}

/** Upstream's own code, for example `isv.remote-service-error`, or `7` where only a number came. */
function codeOf({ subCode, code, kind }: TopError): string {
  return subCode ?? (code === undefined ? kind.toUpperCase().replaceAll('-', '_') : String(code));
}

/** Platform codes that blame the app's own settings (key, secret, clock, API name), not what was reported. */
const SETTINGS_CODES = { from: 21, to: 34 } as const;

function isAboutTheApp({ code }: TopError): boolean {
  return code !== undefined && code >= SETTINGS_CODES.from && code <= SETTINGS_CODES.to;
}
