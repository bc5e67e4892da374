import type { QuoteDefinition } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { fetchOrder } from '../fetch-order.ts';
import { mayRefund } from './may-refund.ts';
import { RefundInput } from './refund-input.ts';
import { refundScope } from './refund-scope.ts';
import { renderRefund } from './render-refund.ts';

/** Prices a refund. The order is read first, because what is left to refund is the channel's to say. */
export const quoteRefund: QuoteDefinition<RefundInput, FlightConnection> = {
  label: 'Price a refund',
  input: RefundInput,
  subject: ({ orderReference, itemReferences }) => ({
    kind: 'order',
    reference: orderReference,
    itemReference: itemReferences?.length === 1 ? (itemReferences[0] ?? null) : null,
  }),
  allowed: mayRefund,
  check(input, { order }) {
    const resolved = order === null ? undefined : refundScope(order, input);
    return resolved !== undefined && 'refused' in resolved ? resolved.refused : { allowed: true };
  },
  async price(context, input) {
    const order = await fetchOrder(context, input.orderReference);
    const resolved = refundScope(order, input);
    if ('refused' in resolved) {
      const { refused } = resolved;
      return 'invalid' in refused
        ? {
            outcome: 'refused',
            code: 'NOT_OF_THE_ORDER',
            message: refused.invalid.map(({ message }) => message).join('; '),
          }
        : { outcome: 'refused', code: refused.code, message: refused.reason };
    }
    const { orderReference, reason } = input;
    const known = order.refunds.map(({ reference }) => reference);
    return renderRefund(context, { orderReference, reason, ...resolved.scope, known });
  },
};
