import type { InterlineBuilder } from './builder.ts';
import { enumColumn, idColumn, moneyColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { itemReferenceColumn } from './item-reference.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import { rowPlace, withColumns } from './plan/place.ts';

/** The tickets of the order or item at hand, in the channel's order. */
export function ticketRows(of: 'order' | 'item'): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (parent, site) => {
      const row = rowPlace(site.alias('k'));
      const orderId = parent.column(of === 'order' ? 'id' : 'order_id');
      return {
        from: `interline.ticket ${row.alias}`,
        place: withColumns({ channel: () => parent.column('channel'), currency: () => parent.column('currency') }, row),
        where: [
          `${row.column('order_id')} = ${orderId}`,
          ...(of === 'order' ? [] : [`${row.column('item_id')} = ${parent.column('id')}`]),
        ],
        orderBy: `${row.column('position')}, ${row.column('reference')}`,
      };
    },
  });
}

/** Adds the interface `Ticket`. */
export function addTicket(builder: InterlineBuilder, enums: Enums): void {
  builder.interfaceType('Ticket', {
    description: 'What one traveller travels or enters with, with the facts that all channels share.',
    resolveType: (ticket) => String(ticket['~type']),
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the ticket.', ...idColumn('ticket') }),
      reference: t.string({ description: 'The channel’s own id of the ticket.', ...textColumn('reference') }),
      itemReference: t.string({
        nullable: true,
        description: 'The channel’s id of the item it is for; null for the whole order.',
        ...itemReferenceColumn,
      }),
      status: t.field({ type: enums.ticketStatus, description: 'Where it stands.', ...enumColumn('status') }),
      channelStatus: t.string({
        description: 'The channel’s word for the status, unchanged.',
        ...textColumn('channel_status'),
      }),
      kind: t.string({
        description: 'What it is for, for example `FLIGHT`; the words are the channel’s type’s.',
        ...textColumn('kind'),
      }),
      number: t.string({
        nullable: true,
        description: 'The number on the ticket; null before it is issued.',
        ...textColumn('number'),
      }),
      amount: t.field({
        type: 'Money',
        nullable: true,
        description: 'What it costs; null when the channel does not say.',
        ...moneyColumn('amount'),
      }),
    }),
  });
}
