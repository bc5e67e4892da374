import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject } from './snapshot.ts';
import type { TicketStatus } from './status.ts';

const TicketSchema = defineEntity({
  name: 'Ticket',
  tableName: 'ticket',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    /** Null for a ticket of the whole order. */
    itemId: p.uuid().nullable(),
    shopId: p.uuid(),
    /** Place within the order, from 0. */
    position: p.integer(),
    /** The upstream id of the ticket. */
    reference: p.text(),
    status: p.text().$type<TicketStatus>(),
    channelStatus: p.text(),
    kind: p.text(),
    /** The number on the ticket; null before it is issued. */
    number: p.text().nullable(),
    /** Minor units of the order's currency; null when the channel does not say. */
    amount: p.bigint('bigint').nullable(),
    detail: p.json<JsonObject>(),
  },
  uniques: [{ name: 'ticket_reference', properties: ['orderId', 'reference'] }],
  indexes: [
    { name: 'ticket_order', properties: ['orderId', 'position'] },
    { name: 'ticket_item', properties: ['itemId', 'position'] },
  ],
});

/** What a traveller travels with. */
export class Ticket extends TicketSchema.class {}
TicketSchema.setClass(Ticket);
export { TicketSchema };
