import { z } from 'zod';

import { optional, orderReference, text } from '../input-values.ts';

const refusal = {
  /** Why not: of the channel's list of errors, which is not public. */
  code: optional(text(64)),
  /** The same for people. No personal data. */
  message: optional(text(200)),
};

/** What the merchant says to an order. */
export const DecideOrder = z
  .strictObject({
    orderReference,
    accept: z.boolean(),
    /** The merchant's own number of the order. */
    agentOrderNumber: optional(text(64)),
    ...refusal,
  })
  .refine(({ accept, agentOrderNumber }) => !accept || agentOrderNumber !== null, {
    path: ['agentOrderNumber'],
    error: 'must be given to accept an order',
  })
  .refine(({ accept, agentOrderNumber }) => accept || agentOrderNumber === null, {
    path: ['agentOrderNumber'],
    error: 'must not be given to refuse an order',
  })
  .refine(isCodeInPlace, codeRule('an order'));
/** The same, with what is absent as null. */
export type DecideOrderInput = z.output<typeof DecideOrder>;

/** What the merchant says to a refund that the channel asks for. */
export const DecideRefund = z
  .strictObject({
    orderReference,
    /** The refund's reference in the order. */
    refundReference: text(200),
    accept: z.boolean(),
    ...refusal,
  })
  .refine(isCodeInPlace, codeRule('a refund'));
/** The same, with what is absent as null. */
export type DecideRefundInput = z.output<typeof DecideRefund>;

function isCodeInPlace({ accept, code }: { readonly accept: boolean; readonly code: string | null }): boolean {
  return accept === (code === null);
}

function codeRule(what: string) {
  return { path: ['code'], error: `must be given to refuse ${what}, and only then` };
}
