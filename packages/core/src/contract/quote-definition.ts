import type { z } from 'zod';
import type { Allowed, CheckVerdict, Desk } from './check.ts';
import type { OrderSubject } from './command-subject.ts';
import type { ItemFacts, OrderFacts } from './order-facts.ts';
import type { QuoteKind } from './quote-kind.ts';
import type { ShopContext } from './shop.ts';
import type { JsonObject } from '../snapshot.ts';

/** Something whose price the channel is asked for before anybody commits to it. Asking has no effect there. */
export interface QuoteDefinition<Input, Connection> {
  /** For people, for example "Price a refund". */
  readonly label: string;
  readonly input: z.ZodType<Input>;
  /** The order (and item) that the input is about. Pure. */
  subject(input: Input): OrderSubject;
  /** Whether the order, as the hub knows it, allows asking. Pure. */
  allowed(order: OrderFacts, item: ItemFacts | null): Allowed;
  /** What else can be told wrong before the channel is called. Pure. */
  check?(input: Input, desk: Desk): CheckVerdict;
  /** Asks for the price, now. Throws {@link ChannelError}. */
  price(context: ShopContext<Connection>, input: Input): Promise<PriceOutcome>;
}

/** What the channel says to a request for a price. */
export type PriceOutcome =
  | { readonly outcome: 'priced'; readonly quote: PricedQuote }
  /** It cannot be had. `code` is stable; `message` says what to do instead. In clear: no personal data. */
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string };

/** A price with an end, as the channel gave it. */
export interface PricedQuote {
  readonly kind: QuoteKind;
  /** False when the channel could not calculate the price beforehand; amounts are null then. */
  readonly precalculated: boolean;
  /** What the channel and the carrier keep or ask for, in minor units. */
  readonly fee: bigint | null;
  /** For a refund what comes back, for a change what is to be paid in all; in minor units. */
  readonly amount: bigint | null;
  /** ISO 4217. */
  readonly currency: string;
  /** From then on it must be asked for anew. */
  readonly expiresAt: Date;
  /** The same, broken down; empty when the channel does not. */
  readonly lines: readonly QuoteLine[];
  /** The upstream id of the change that it is for; null for a refund, which has none before it is confirmed. */
  readonly changeReference: string | null;
  /** What the adapter needs in order to confirm it. Sealed at rest, never shown; may hold personal data. */
  readonly terms: JsonObject;
}

/** A part of a quote: one item, or one leg of it. */
export interface QuoteLine {
  readonly itemReference: string | null;
  /** The channel's id of the leg; null for the whole item. */
  readonly segment: string | null;
  readonly fee: bigint | null;
  readonly amount: bigint | null;
}

/** A stored quote, as the command that confirms it sees it. */
export interface QuoteFacts extends PricedQuote {
  readonly id: string;
  /** The order that it is of. */
  readonly reference: string;
}
