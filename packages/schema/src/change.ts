import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, moneyColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { itemReferenceColumn } from './item-reference.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import { rowPlace, withColumns } from './plan/place.ts';

/** The changes of the order at hand, the latest first. */
export function changeRows(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (order, site) => {
      const row = rowPlace(site.alias('h'));
      return {
        from: `interline.change ${row.alias}`,
        place: withColumns({ channel: () => order.column('channel'), currency: () => order.column('currency') }, row),
        where: [`${row.column('order_id')} = ${order.column('id')}`],
        orderBy: `${row.column('requested_at')} desc nulls last, ${row.column('reference')} desc`,
      };
    },
  });
}

/** Adds the interface `Change`. */
export function addChange(builder: InterlineBuilder, enums: Enums): void {
  builder.interfaceType('Change', {
    description:
      'A change of what was bought, for example to another flight, with the facts that all channels share: applied for, paid for, carried out.',
    resolveType: (change) => String(change['~type']),
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the change.', ...idColumn('change') }),
      reference: t.string({ description: 'The channel’s own id of the change.', ...textColumn('reference') }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item that is changed; null for several items or the whole order.',
        ...itemReferenceColumn,
      }),
      status: t.field({ type: enums.changeStatus, description: 'Where it stands.', ...enumColumn('status') }),
      channelStatus: t.string({
        description: 'The channel’s word for the status, unchanged.',
        ...textColumn('channel_status'),
      }),
      amount: t.field({
        type: 'Money',
        nullable: true,
        description: 'What is to be paid for it in all; null when the channel does not say (yet).',
        ...moneyColumn('amount'),
      }),
      deadline: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Until when what it changes to is held for payment; null when nothing is held.',
        ...instantColumn('deadline'),
      }),
      requestedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was applied for.',
        ...instantColumn('requested_at'),
      }),
    }),
  });
}
