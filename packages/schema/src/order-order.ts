import type { InputObjectRef } from '@pothos/core';
import type { BuilderTypes, InterlineBuilder } from './builder.ts';

/** How a list of orders is ordered. */
export interface OrderOrder {
  readonly field: 'CREATED_AT' | 'MODIFIED_AT' | 'DEADLINE';
  readonly direction: 'ASC' | 'DESC';
}

/** Adds the input type `OrderOrder`. */
export function addOrderOrder(builder: InterlineBuilder): InputObjectRef<BuilderTypes, OrderOrder> {
  const field = builder.enumType('OrderOrderField', {
    description: 'What a list of orders can be ordered by.',
    values: {
      CREATED_AT: { description: 'When the order was placed.' },
      MODIFIED_AT: { description: 'When the channel last changed it.' },
      DEADLINE: { description: 'Its deadline. Orders without an open deadline are left out.' },
    } as const,
  });
  const direction = builder.enumType('OrderDirection', {
    description: 'Which way a list is ordered.',
    values: {
      ASC: { description: 'The earliest first.' },
      DESC: { description: 'The latest first.' },
    } as const,
  });
  return builder.inputRef<OrderOrder>('OrderOrder').implement({
    description: 'How a list of orders is ordered. Orders of the same instant are ordered by their ids.',
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'By what.' }),
      direction: t.field({ type: direction, required: true, description: 'Which way.' }),
    }),
  });
}
