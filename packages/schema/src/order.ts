import type { InterlineBuilder } from './builder.ts';
import { availableActions, type addAvailableAction } from './available-action.ts';
import { changeRows } from './change.ts';
import { commandRows } from './command.ts';
import { enumColumn, idColumn, instantColumn, moneyColumn, plainColumn, textColumn } from './columns.ts';
import type { Enums } from './enums.ts';
import { itemRows } from './item.ts';
import { rawAnswer } from './order-raw.ts';
import { orderRow } from './order-row.ts';
import { planned, type Site } from './plan/field-plan.ts';
import { orderQuotes } from './quote-row.ts';
import { refundRows } from './refund.ts';
import { shopRows } from './shop.ts';
import { ticketRows } from './ticket.ts';
import { timeline, type TimelineConnection } from './timeline.ts';
import { travellerRows } from './traveller.ts';

/** Adds the interface `Order`. */
export function addOrder(
  builder: InterlineBuilder,
  enums: Enums,
  action: ReturnType<typeof addAvailableAction>,
  timelineConnection: TimelineConnection,
): void {
  builder.interfaceType('Order', {
    description:
      'An order of any channel, with the facts that all channels share. Each channel adds its own in a type of its own.',
    interfaces: ['Node'],
    resolveType: (order) => String(order['~type']),
    extensions: {
      interline: {
        node: {
          prefix: 'order',
          row: (site: Site, id: string) => orderRow(site, `${id}::uuid`),
        },
      },
    },
    fields: (t) => ({
      id: t.id({ description: 'The hub’s id of the order.', ...idColumn('order') }),
      channel: t.string({ description: 'The channel’s name, for example `vacation`.', ...enumColumn('channel') }),
      shop: t.field({ type: 'Shop', description: 'The merchant account it belongs to.', ...shopRows('shop_id') }),
      reference: t.string({ description: 'The channel’s own id of the order.', ...textColumn('reference') }),
      direction: t.field({
        type: enums.direction,
        description: 'Whether it is a sale or a purchase.',
        ...enumColumn('direction'),
      }),
      status: t.field({ type: enums.orderStatus, description: 'Where the order stands.', ...enumColumn('status') }),
      channelStatus: t.string({
        description: 'The channel’s word for the status, unchanged.',
        ...textColumn('channel_status'),
      }),
      confirmation: t.field({
        type: enums.confirmation,
        description: 'Whether the merchant must confirm, over all items: an open question wins over every answer.',
        ...enumColumn('confirmation'),
      }),
      refundStatus: t.field({
        type: enums.refundStatus,
        description: 'Where the refunds stand, over all of them: what needs attention wins.',
        ...enumColumn('refund_status'),
      }),
      changeStatus: t.field({
        type: enums.changeStatus,
        nullable: true,
        description:
          'Where the changes stand, over all of them: what needs attention wins. Null when nothing was ever to be changed.',
        ...enumColumn('change_status'),
      }),
      total: t.field({
        type: 'Money',
        description: 'What the buyer is to pay in all.',
        ...moneyColumn('total_amount'),
      }),
      paid: t.field({ type: 'Money', description: 'What the buyer has paid so far.', ...moneyColumn('paid_amount') }),
      buyerNick: t.string({
        nullable: true,
        description: 'The buyer’s account name on the channel.',
        ...textColumn('buyer_nick'),
      }),
      itemCount: t.int({ description: 'How many items it has.', ...plainColumn('item_count') }),
      items: t.field({
        type: ['Item'],
        complexity: { field: 1, multiplier: 3 },
        description: 'The sub-orders, in the channel’s order.',
        ...itemRows(),
      }),
      buyer: t.field({
        type: 'Traveller',
        nullable: true,
        description: 'Who bought it, as far as the channel says.',
        ...travellerRows('BUYER', 'order'),
      }),
      contact: t.field({
        type: 'Traveller',
        nullable: true,
        description: 'Whom to call about the whole order.',
        ...travellerRows('CONTACT', 'order'),
      }),
      travellers: t.field({
        type: ['Traveller'],
        complexity: { field: 1, multiplier: 3 },
        description: 'Who travels, over all items.',
        ...travellerRows('TRAVELLER', 'any'),
      }),
      refunds: t.field({
        type: ['Refund'],
        complexity: { field: 1, multiplier: 2 },
        description: 'Money on its way back, the latest first.',
        ...refundRows('order'),
      }),
      changes: t.field({
        type: ['Change'],
        complexity: { field: 1, multiplier: 2 },
        description: 'Changes of what was bought, the latest first.',
        ...changeRows(),
      }),
      tickets: t.field({
        type: ['Ticket'],
        complexity: { field: 1, multiplier: 3 },
        description: 'What the travellers travel with, in the channel’s order.',
        ...ticketRows('order'),
      }),
      travelStart: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'The earliest start of its items.',
        ...instantColumn('travel_start'),
      }),
      travelEnd: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'The latest end of its items.',
        ...instantColumn('travel_end'),
      }),
      deadline: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'When the channel closes an item, or lets go of a change that is held for payment, unless somebody acts; null when nothing is open.',
        ...instantColumn('deadline'),
      }),
      createdAt: t.field({ type: 'DateTime', description: 'When it was placed.', ...instantColumn('created_at') }),
      paidAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was paid.',
        ...instantColumn('paid_at'),
      }),
      endedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it succeeded or was closed.',
        ...instantColumn('ended_at'),
      }),
      modifiedAt: t.field({
        type: 'DateTime',
        description: 'When the channel last changed it.',
        ...instantColumn('modified_at'),
      }),
      observedAt: t.field({
        type: 'DateTime',
        description: 'When the hub last fetched the state shown here.',
        ...instantColumn('observed_at'),
      }),
      version: t.int({ description: 'Goes up with each change that the hub saw.', ...plainColumn('version') }),
      availableActions: t.field({
        type: [action],
        description: 'What the channel can be asked to do about the whole order, and whether it may be asked now.',
        ...availableActions,
      }),
      timeline: timeline(t, timelineConnection),
      commands: t.field({
        type: ['Command'],
        complexity: { field: 1, multiplier: 2 },
        description: 'What was asked for about this order through the hub, the latest first; at most 100.',
        ...planned(commandRows()),
      }),
      quotes: t.field({
        type: ['Quote'],
        complexity: { field: 1, multiplier: 2 },
        description: 'What the channel was asked the price of for this order, the latest first; at most 20.',
        ...orderQuotes(),
      }),
      raw: t.string({
        nullable: true,
        description:
          'What the channel sent, whole, as text. Only for tokens with the scope `admin`, null for others; each reading is recorded.',
        ...rawAnswer,
      }),
    }),
  });
}
