import { z } from 'zod';

const rate = z.number().min(0, 'a rate lies between 0 and 1').max(1, 'a rate lies between 0 and 1');
const seconds = z
  .number()
  .min(0)
  .max(7 * 86_400);

/** What happens to messages on their way to the merchant. Rates are probabilities per message, 0 to 1. */
export const MessageFaults = z
  .strictObject({
    drop: rate.default(0).describe('never delivered'),
    duplicate: rate.default(0).describe('delivered twice, with two message ids and one data id'),
    delay: rate.default(0).describe('held back by a random time up to delaySeconds'),
    delaySeconds: seconds.default(30),
    reorder: rate
      .default(0)
      .describe('held back by a random time up to reorderSeconds, so that later messages overtake'),
    reorderSeconds: seconds.default(2),
    malformed: rate.default(0).describe('content cut in the middle: not JSON'),
    huge: rate.default(0).describe('content padded to hugeBytes'),
    hugeBytes: z.int().min(1).max(16_000_000).default(10_000_000),
    gzip: rate.default(0).describe('content pushed as gzip bytes, which the protocol allows'),
  })
  .prefault({});

const target = {
  method: z.string().min(1).default('*').describe('method name, or * for every method'),
  rate: rate.default(1).describe('share of matching calls that are hit'),
  count: z.int().min(1).optional().describe('how many calls are hit before the fault is over; without it, no end'),
};

/** What happens to calls of the gateway. */
export const CallFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('late-answer'), ...target, seconds: seconds.default(6) }),
  z.strictObject({ kind: z.literal('lost-answer'), ...target }),
  z.strictObject({ kind: z.literal('lost-request'), ...target }),
  z.strictObject({ kind: z.literal('timeout-after-effect'), ...target, seconds: seconds.default(0) }),
  z.strictObject({ kind: z.literal('timeout-before-effect'), ...target, seconds: seconds.default(30) }),
  z.strictObject({ kind: z.literal('timeout-without-effect'), ...target, seconds: seconds.default(0) }),
  z.strictObject({
    kind: z.literal('error'),
    ...target,
    code: z.int().min(1).max(9999),
    subCode: z.string().optional(),
    subMsg: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('throttle'),
    ...target,
    seconds: seconds.default(10),
    subCode: z.string().startsWith('accesscontrol.').default('accesscontrol.limited-by-api-access-count'),
  }),
  z.strictObject({ kind: z.literal('truncated'), ...target }),
  z.strictObject({ kind: z.literal('unknown-field'), ...target }),
  z.strictObject({ kind: z.literal('unknown-status'), ...target }),
]);
/** One fault of gateway calls. */
export type CallFault = z.output<typeof CallFault>;

/** What happens to calls that the platform makes to a merchant who sells ship tickets. */
export const QimenFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cut'),
    ...target,
    when: z
      .enum(['sending', 'sent', 'answered'])
      .default('answered')
      .describe('with half of the request sent, with all of it sent, or with the answer on its way'),
  }),
  z.strictObject({ kind: z.literal('repeat'), ...target, times: z.int().min(1).max(100).default(1) }),
  z.strictObject({
    kind: z.literal('concurrent'),
    ...target,
    times: z.int().min(2).max(100).default(3),
    sameSecond: z.boolean().default(false).describe('true: byte for byte the same call'),
  }),
  z.strictObject({ kind: z.literal('replay'), ...target }),
  z.strictObject({ kind: z.literal('contradict'), ...target }),
  z.strictObject({ kind: z.literal('no-sign'), ...target }),
  z.strictObject({ kind: z.literal('bad-sign'), ...target }),
  z.strictObject({ kind: z.literal('tampered'), ...target }),
  z.strictObject({ kind: z.literal('stale'), ...target, seconds: seconds.default(3600) }),
  z.strictObject({ kind: z.literal('ahead'), ...target, seconds: seconds.default(3600) }),
]);
/** One fault of calls to a merchant. */
export type QimenFault = z.output<typeof QimenFault>;

/** Everything that can be wrong with the sandbox at once. */
export const FaultSettings = z.strictObject({
  messages: MessageFaults,
  calls: z.array(CallFault).max(100).default([]),
  qimen: z
    .array(QimenFault)
    .max(100)
    .default([])
    .describe('calls to a merchant who sells ship tickets: cut, repeated, or made by strangers'),
  whiteList: z
    .array(z.string().min(1))
    .nullable()
    .default(null)
    .describe('addresses that may call; null: every address'),
});
/** Faults that are on. */
export type FaultSettings = z.output<typeof FaultSettings>;
/** Faults to switch on; what is left out is off. */
export type FaultSettingsInput = z.input<typeof FaultSettings>;
