import type { QuoteDefinition } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { ChangeInput } from './change-input.ts';
import { mayHaveChange, whetherOver } from './may-change.ts';
import { priceChange } from './price-change.ts';
import { readChange } from './read-changes.ts';

/** Prices a change that was requested, while a seat is held for it. */
export const quoteChange: QuoteDefinition<ChangeInput, FlightConnection> = {
  label: 'Price a change',
  input: ChangeInput,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayHaveChange,
  check: ({ changeReference }, { order }) => whetherOver(order, changeReference),
  async price(context, { orderReference, changeReference }) {
    const change = await readChange(context, orderReference, changeReference);
    return priceChange(change, changeReference, context.services.clock.now());
  },
};
