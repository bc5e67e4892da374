import { findFaultyAttachments } from '../attachments/find-faulty-attachments.ts';
import type { AnyCommand } from './command-input.ts';
import type { HubContext } from '../hub-context.ts';
import { orderFacts } from './order-facts.ts';
import { readQuote } from '../quotes/read-quote.ts';
import { judgeQuote } from '../quotes/judge-quote.ts';
import { refuse, refuseCheck, refuseInput } from '../refusal.ts';
import type { InputRefusal, NotAllowed, OrderRefusal, ConfirmRefusal } from '../refusal.ts';
import { shopTokens } from '../shops/shop-tokens.ts';

/** A command that is to be judged, taken down or not. */
interface Judged {
  /** Null while it is not taken down. */
  readonly id: string | null;
  readonly shopId: string;
  readonly channel: string;
  readonly reference: string | null;
  readonly itemReference: string | null;
  readonly quoteId: string | null;
}

/** Why a command must not be sent as things stand. */
export type Judgement = InputRefusal | OrderRefusal | NotAllowed | ConfirmRefusal;

/**
 * Whether a command makes sense now, by what the hub knows; no call is made. Asked when it is submitted,
 * and again before it is sent first, because the world may have moved on.
 *
 * @returns null when nothing speaks against it
 */
export async function judgeCommand(
  context: HubContext,
  command: Judged,
  { definition, input }: { readonly definition: AnyCommand; readonly input: unknown },
): Promise<Judgement | null> {
  const { shopId, reference, itemReference, quoteId } = command;
  const order = reference === null ? null : await orderFacts(context.database, shopId, reference);
  if (reference !== null && order === null) {
    throw new Error(`Order ${reference} of shop ${shopId} vanished under a command that is about it.`);
  }
  const item = order?.items.find((candidate) => candidate.reference === itemReference) ?? null;
  if (itemReference !== null && item === null) {
    return refuse('ITEM_NOT_FOUND', `Order ${reference} has no item ${itemReference}.`);
  }
  const ofQuote = quoteId === null ? null : await judgeQuote(context, quoteId, command.id);
  if (ofQuote) return ofQuote;
  const allowed = order === null ? null : refuseCheck(definition.allowed?.(order, item));
  if (allowed) return allowed;
  const faulty = await findFaultyAttachments(context.database, shopId, definition.attachments?.(input) ?? []);
  if (faulty.length > 0) return refuseInput(faulty);
  return refuseCheck(
    definition.check?.(input, {
      now: context.clock.now(),
      order,
      quote: quoteId === null ? null : await readQuote(context, quoteId),
      openToken: shopTokens(context.sealer, { id: shopId, channel: command.channel }).openToken,
    }),
  );
}
