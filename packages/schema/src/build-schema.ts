import type { AnyAdapter } from '@interline/core';
import type { GraphQLSchema } from 'graphql';
import { addAvailableAction } from './available-action.ts';
import { createBuilder } from './builder.ts';
import { addChange } from './change.ts';
import { addGenericTypes } from './channel-types.ts';
import { addChannels } from './channel.ts';
import { addCommand } from './command.ts';
import { addPageInfo } from './connection-types.ts';
import { addDeadLetter } from './dead-letter.ts';
import { addEnums } from './enums.ts';
import { addFeedPlaces } from './feed-places.ts';
import { addItem } from './item.ts';
import { addMoney } from './money.ts';
import { addNode } from './node.ts';
import { addOrderEvent } from './order-event.ts';
import { addOrderQuery } from './order-query.ts';
import { addOrder } from './order.ts';
import { addOrders } from './orders.ts';
import { protect } from './protect.ts';
import { addReplayDeadLetter } from './replay-dead-letter.ts';
import { addPrepareAttachment } from './prepare-attachment.ts';
import { addQuote } from './quote.ts';
import { addRefund } from './refund.ts';
import { addScalars } from './scalars.ts';
import { addShop } from './shop.ts';
import { addTicket } from './ticket.ts';
import { addTimeline } from './timeline.ts';
import { addTraveller } from './traveller.ts';
import { addViewer } from './viewer.ts';
import { addCommandQueries } from './commands.ts';
import { addDeadLetters } from './dead-letters.ts';
import { addShops } from './shops.ts';
import { addSyncOrder } from './sync-order.ts';
import { addOrderEvents } from './order-events.ts';
import { addCommandUpdated } from './command-updated.ts';

/** The one schema: what all channels share, and what each adapter adds. */
export function buildSchema({ adapters }: { readonly adapters: readonly AnyAdapter[] }): GraphQLSchema {
  const builder = createBuilder();
  builder.queryType({ description: 'What can be read. Everything is limited to the shops of the token.' });
  builder.mutationType({
    description: 'What can be done. Whatever can be expected to go wrong is a type of the result, not an error.',
  });
  builder.subscriptionType({
    description: 'What can be watched, over WebSocket (graphql-transport-ws) or server-sent events.',
  });
  addScalars(builder);
  const enums = addEnums(builder);
  const action = addAvailableAction(builder);
  addPageInfo(builder);
  addNode(builder);
  addMoney(builder);
  addShop(builder, enums);
  addTraveller(builder, enums);
  addRefund(builder, enums);
  addChange(builder, enums);
  addTicket(builder, enums);
  addItem(builder, enums, action);
  addOrderEvent(builder, enums);
  addCommand(builder, enums);
  addQuote(builder, enums);
  addOrder(builder, enums, action, addTimeline(builder));
  addDeadLetter(builder, enums);
  addGenericTypes(builder);
  addOrderQuery(builder);
  addOrders(builder, enums);
  addCommandQueries(builder);
  addDeadLetters(builder);
  addShops(builder);
  addViewer(builder);
  addChannels(builder, enums);
  addSyncOrder(builder);
  addReplayDeadLetter(builder);
  addPrepareAttachment(builder);
  addFeedPlaces(builder);
  addOrderEvents(builder, enums);
  addCommandUpdated(builder);
  for (const adapter of adapters) {
    adapter.extendSchema?.(builder);
  }
  const schema = builder.toSchema();
  protect(schema);
  return schema;
}
