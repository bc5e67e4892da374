import type { LocalCommandContext, LocalSendOutcome } from '@interline/core';

import { policyOf } from '../config.ts';
import type { CallbackPolicy } from '../config.ts';
import type { ShipConnection } from '../connection.ts';
import type { MerchantContext } from '../policies/ask-merchant.ts';
import { QUESTION_MS } from './patience.ts';

/** What a command that collects works with. */
export type Collecting = LocalCommandContext<ShipConnection>;

/** The policy that asks a reservation system, with the time for a question when nobody waits; null where another holds. */
export function collectingPolicy({ connection, shop }: Collecting): CallbackPolicy | null {
  const policy = policyOf(connection.config, shop.accountId);
  return policy.mode === 'callback' ? { ...policy, waitMs: Math.max(policy.waitMs, QUESTION_MS) } : null;
}

/** Who asks. A question is given up when the hub stops. */
export function asker({ connection, shop, services, signal }: Collecting): MerchantContext {
  return { connection, shop, services, giveUp: signal };
}

/** Somebody else has told Fliggy: an ordinary end. */
export function ended(message: string): LocalSendOutcome {
  return { outcome: 'succeeded', result: { collected: false }, message };
}

/** Not yet: it is asked again. */
export function asksAgain(message: string, retryAfterMs: number): LocalSendOutcome {
  return { outcome: 'throttled', retryAfterMs, message };
}

/** A person must look; with a pause, it is asked again all the same. */
export function needsPerson(code: string, message: string, retryAfterMs?: number): LocalSendOutcome {
  return { outcome: 'attention', code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
