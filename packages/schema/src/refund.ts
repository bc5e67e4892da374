import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, instantColumn, moneyColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { itemReferenceColumn } from './item-reference.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import { rowPlace, withColumns } from './plan/place.ts';

/** The refunds of the order or item at hand, the latest first. */
export function refundRows(of: 'order' | 'item'): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site) => {
      const row = rowPlace(site.alias('f'));
      const orderId = parent.column(of === 'order' ? 'id' : 'order_id');
      return {
        from: `interline.refund ${row.alias}`,
        place: withColumns({ channel: () => parent.column('channel'), currency: () => parent.column('currency') }, row),
        where: [
          `${row.column('order_id')} = ${orderId}`,
          ...(of === 'order' ? [] : [`${row.column('item_id')} = ${parent.column('id')}`]),
        ],
        orderBy: `${row.column('requested_at')} desc nulls last, ${row.column('reference')} desc`,
      };
    },
  });
}

/** Adds the interface `Refund`. */
export function addRefund(builder: InterlineBuilder, enums: Enums): void {
  builder.interfaceType('Refund', {
    description: 'Money on its way back, with the facts that all channels share.',
    resolveType: (refund) => String(refund['~type']),
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the refund.', ...idColumn('refund') }),
      reference: t.string({ description: 'The channel’s own id of the refund.', ...textColumn('reference') }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item it is for; null for the whole order.',
        ...itemReferenceColumn,
      }),
      status: t.field({ type: enums.refundStatus, description: 'Where it stands.', ...enumColumn('status') }),
      channelStatus: t.string({
        description: 'The channel’s word for the status, unchanged.',
        ...textColumn('channel_status'),
      }),
      amount: t.field({
        type: 'Money',
        nullable: true,
        description: 'How much; null when the channel does not say.',
        ...moneyColumn('amount'),
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
