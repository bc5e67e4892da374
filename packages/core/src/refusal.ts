import { core } from 'zod';
import type { z } from 'zod';
import type { CheckVerdict, InvalidField } from './contract/check.ts';

/** An answer that says no: nothing was stored and nothing sent. */
export interface Refusal<Code extends string> {
  readonly kind: 'refused';
  readonly code: Code;
  /** For people: what is wrong and what to do. */
  readonly message: string;
}

/** The input breaks its rules; `fields` says where. */
export type InputRefusal = Refusal<'INVALID_INPUT'> & { readonly fields: readonly InvalidField[] };

/** Which order is meant cannot be told. */
export type OrderRefusal =
  /** No shop that the viewer may see has it. */
  | Refusal<'ORDER_NOT_FOUND'>
  | Refusal<'ITEM_NOT_FOUND'>
  /** Several shops have it; `shopIds` are the ones to choose from. */
  | (Refusal<'AMBIGUOUS_ORDER'> & { readonly shopIds: readonly string[] });

/** For which shop it is meant cannot be told. */
export type ShopRefusal =
  /** The viewer sees no such shop on the channel. */
  | Refusal<'SHOP_NOT_FOUND'>
  /** The viewer sees several shops on the channel; `shopIds` are the ones to choose from. */
  | (Refusal<'AMBIGUOUS_SHOP'> & { readonly shopIds: readonly string[] });

/** The shop holds as many of them as it may; the message says when it may have more. */
export type QuotaRefusal = Refusal<'QUOTA_EXCEEDED'>;

/** The state of things does not allow it; `reasonCode` is the adapter's. */
export type NotAllowed = Refusal<'NOT_ALLOWED'> & { readonly reasonCode: string };

/** Why a quote cannot be confirmed. */
export type ConfirmRefusal =
  /** No shop that the viewer may see has it, or it is of another kind. */
  | Refusal<'QUOTE_NOT_FOUND'>
  | Refusal<'QUOTE_EXPIRED'>
  /** Another command confirms it, or has; or one is confirming another price of the same. */
  | (Refusal<'QUOTE_USED'> & { readonly commandId: string })
  /** There is a later price of the same; `quoteId` is the latest. */
  | (Refusal<'QUOTE_REPLACED'> & { readonly quoteId: string });

/** Why the channel gave no answer to a question. */
export type ChannelRefusal =
  /** The shop must not be called until somebody has acted; `reasonCode` says why. */
  | (Refusal<'SHOP_PARKED'> & { readonly reasonCode: string })
  /** The channel says no; `reasonCode` is its own code, or the adapter's. */
  | (Refusal<'CHANNEL_REFUSED'> & { readonly reasonCode: string })
  /** It passes; `retryAfterMs` is in milliseconds, null when the channel does not say. */
  | (Refusal<'CHANNEL_BUSY'> & { readonly retryAfterMs: number | null });

/** The common part of a refusal. */
export function refuse<Code extends string>(code: Code, message: string): Refusal<Code> {
  return { kind: 'refused', code, message };
}

/** Refuses an input for what is wrong with its fields. */
export function refuseInput(fields: readonly InvalidField[]): InputRefusal {
  const told = fields.map(({ path, message }) => `${path || 'input'}: ${message}`).join('; ');
  return { ...refuse('INVALID_INPUT', `The input is not valid. ${told}`), fields };
}

/** What the caller gave, by the rules for it. */
export function readInput<Input>(
  rules: z.ZodType<Input>,
  given: unknown,
): { readonly kind: 'valid'; readonly input: Input } | InputRefusal {
  const parsed = rules.safeParse(given);
  if (parsed.success) return { kind: 'valid', input: parsed.data };
  return refuseInput(parsed.error.issues.map(({ path, message }) => ({ path: core.toDotPath(path), message })));
}

/** The refusal for what an adapter found; null when it found nothing against it, or did not look. */
export function refuseCheck(verdict: CheckVerdict | undefined): InputRefusal | NotAllowed | null {
  if (verdict === undefined) return null;
  if ('invalid' in verdict) return refuseInput(verdict.invalid);
  return verdict.allowed ? null : { ...refuse('NOT_ALLOWED', verdict.reason), reasonCode: verdict.code };
}
