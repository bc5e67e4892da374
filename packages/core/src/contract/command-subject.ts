import type { QuoteKind } from './quote-kind.ts';

/** What a command is about. */
export type CommandSubject = OrderSubject | QuoteSubject | NewOrderSubject;

/** An order that is there; without an item, the whole order. */
export interface OrderSubject {
  readonly kind: 'order';
  readonly reference: string;
  readonly itemReference: string | null;
}

/** A quote that is confirmed, and with it the order that the quote is of. It can be confirmed once. */
export interface QuoteSubject {
  readonly kind: 'quote';
  readonly id: string;
  readonly quoteKind: QuoteKind;
}

/** An order that is not there yet: the command makes it, and its outcome says which. */
export interface NewOrderSubject {
  readonly kind: 'new-order';
}
