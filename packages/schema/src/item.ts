import type { InterlineBuilder } from './builder.ts';
import { availableActions, type addAvailableAction } from './available-action.ts';
import { enumColumn, idColumn, instantColumn, moneyColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { planned, type PlannedOptions } from './plan/field-plan.ts';
import { rowPlace, withColumns } from './plan/place.ts';
import { refundRows } from './refund.ts';
import { ticketRows } from './ticket.ts';
import { travellerRows } from './traveller.ts';

/** The items of the order at hand. */
export function itemRows(): PlannedOptions {
  return planned({
    kind: 'rows',
    rows: (order, site) => {
      const row = rowPlace(site.alias('i'));
      return {
        from: `interline.item ${row.alias}`,
        place: withColumns(
          {
            channel: () => order.column('channel'),
            currency: () => order.column('currency'),
            facts: () => order.column('facts'),
            item_reference: () => row.column('reference'),
          },
          row,
        ),
        where: [`${row.column('order_id')} = ${order.column('id')}`],
        orderBy: row.column('position'),
      };
    },
  });
}

/** Adds the interface `Item`. */
export function addItem(builder: InterlineBuilder, enums: Enums, action: ReturnType<typeof addAvailableAction>): void {
  builder.interfaceType('Item', {
    description: 'A sub-order: one product bought.',
    resolveType: (item) => String(item['~type']),
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the item.', ...idColumn('item') }),
      reference: t.string({ description: 'The channel’s own id of the item.', ...textColumn('reference') }),
      status: t.field({ type: enums.orderStatus, description: 'Where the item stands.', ...enumColumn('status') }),
      channelStatus: t.string({
        description: 'The channel’s word for the status, unchanged.',
        ...textColumn('channel_status'),
      }),
      confirmation: t.field({
        type: enums.confirmation,
        description: 'Whether the merchant must confirm.',
        ...enumColumn('confirmation'),
      }),
      refundStatus: t.field({
        type: enums.refundStatus,
        description: 'Where its refund stands.',
        ...enumColumn('refund_status'),
      }),
      title: t.string({ description: 'The product’s title.', ...textColumn('title') }),
      kind: t.string({
        description: 'The kind of product, for example `TOUR`; the words are the channel’s type’s.',
        ...textColumn('kind'),
      }),
      quantity: t.int({ description: 'How many were bought.', ...plainColumn('quantity') }),
      unitPrice: t.field({ type: 'Money', description: 'The price of one.', ...moneyColumn('unit_amount') }),
      total: t.field({
        type: 'Money',
        description: 'What is to be paid for the item.',
        ...moneyColumn('total_amount'),
      }),
      paid: t.field({ type: 'Money', description: 'What the buyer paid for the item.', ...moneyColumn('paid_amount') }),
      travelStart: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'First day or moment of the trip, ticket or rental.',
        ...instantColumn('travel_start'),
      }),
      travelEnd: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Last day or moment of it.',
        ...instantColumn('travel_end'),
      }),
      deadline: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the channel closes the item by itself unless the merchant acts.',
        ...instantColumn('deadline'),
      }),
      endedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it succeeded or was closed.',
        ...instantColumn('ended_at'),
      }),
      contact: t.field({
        type: 'Traveller',
        nullable: true,
        description: 'Whom to call, or who picks it up.',
        ...travellerRows('CONTACT', 'item'),
      }),
      travellers: t.field({
        type: ['Traveller'],
        complexity: { field: 1, multiplier: 3 },
        description: 'Who travels.',
        ...travellerRows('TRAVELLER', 'item'),
      }),
      refunds: t.field({
        type: ['Refund'],
        complexity: { field: 1, multiplier: 1 },
        description: 'Refunds of this item, the latest first.',
        ...refundRows('item'),
      }),
      tickets: t.field({
        type: ['Ticket'],
        complexity: { field: 1, multiplier: 1 },
        description: 'The tickets of this item, in the channel’s order.',
        ...ticketRows('item'),
      }),
      availableActions: t.field({
        type: [action],
        description: 'What the channel can be asked to do about this item, and whether it may be asked now.',
        ...availableActions,
      }),
    }),
  });
}
