import { TopAppFields } from '@interline/top-client';
import { z } from 'zod';

import { SHIP_WORDS } from './wire.ts';

/** Longest that a merchant may be waited for, in milliseconds; what is left of the caller's limit is the hub's own. */
const MAX_WAIT_MS = 4_000;

const common = {
  /** What becomes of an order about which the merchant said nothing in time. */
  whenUndecided: z.enum(['refuse', 'accept']).default('refuse'),
  /**
   * What the merchant keeps of a ticket's price when it is refunded, in percent, rounded down to the fen. Where it is
   * set, a question for the fee is answered with it when nobody else answers; policy `automatic` then accepts refunds at
   * this fee at once. Without it fees are not known, and refunds wait for the merchant.
   */
  surchargePercent: z.int().min(0).max(100).optional(),
};
const waitMs = z.int().min(100).max(MAX_WAIT_MS).default(3_000);

/** Who decides about a merchant's orders: nobody, a person or program through GraphQL, or its reservation system. */
export const MerchantPolicy = z.discriminatedUnion('mode', [
  /** Every order that fits is accepted; Fliggy's number of it is the merchant's too. */
  z.strictObject({ mode: z.literal('automatic'), ...common }),
  /** `decideShipOrder` and `decideShipRefund` are waited for. */
  z.strictObject({ mode: z.literal('decisions'), ...common, waitMs }),
  /** The merchant's system is asked over HTTP: CALLBACK.md. */
  z.strictObject({
    mode: z.literal('callback'),
    ...common,
    waitMs,
    url: z.url({ protocol: /^https?$/, error: 'must be an address that starts with https:// or http://' }),
    /** Standard Webhooks secret that the questions are signed with. Never logged. */
    secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, {
      error: 'must be a Standard Webhooks secret: whsec_ and the base64 text of at least 24 bytes',
    }),
  }),
]);
/** The same, with its defaults filled in. */
export type MerchantPolicy = z.output<typeof MerchantPolicy>;
/** The policy that asks the merchant's reservation system. */
export type CallbackPolicy = Extract<MerchantPolicy, { mode: 'callback' }>;

/** How long a person or program is waited for, as the entries of what is to be decided hold it. */
export function decideWithin(policy: MerchantPolicy): { readonly decideWithinMs?: number } {
  return policy.mode === 'decisions' ? { decideWithinMs: policy.waitMs } : {};
}

/** Our words for the codes of an answer. */
export type AnswerCode = keyof typeof SHIP_WORDS.answerCode;

const ANSWER_CODES = Object.keys(SHIP_WORDS.answerCode) as [AnswerCode, ...AnswerCode[]];

/** What a merchant writes for channel `ship` in `interline.config.ts`. Message channel fields are not used. */
export const ShipConfig = TopAppFields.extend({
  /** What the calls of Fliggy are signed with. Default the app's secret. Never logged. */
  qimenSecret: z.string().min(1).optional(),
  /** How far the time of a call may be from ours, in seconds. */
  timestampToleranceSeconds: z.int().min(1).max(3_600).default(600),
  /** Policy by the merchant's account id. */
  merchants: z.record(z.string(), MerchantPolicy).default({}),
  /** Policy of a merchant that `merchants` does not list. */
  defaultPolicy: MerchantPolicy.prefault({ mode: 'decisions' }),
  /** Codes of Fliggy's standard list, in place of ours, which no document gives: WIRE.md, "Codes". */
  answerCodes: z.partialRecord(z.enum(ANSWER_CODES), z.string().min(1).max(64)).default({}),
});
/** The configuration with its defaults filled in. */
export type ShipConfig = z.output<typeof ShipConfig>;

/** What holds for a merchant. */
export function policyOf(config: Pick<ShipConfig, 'merchants' | 'defaultPolicy'>, accountId: string): MerchantPolicy {
  return Object.hasOwn(config.merchants, accountId)
    ? (config.merchants[accountId] ?? config.defaultPolicy)
    : config.defaultPolicy;
}
