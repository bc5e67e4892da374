import { defineEntity, p } from '@mikro-orm/core';

/**
 * `PENDING`: stored, its order not yet fetched. `DONE`: the order was fetched after it came; of a message about
 * several orders, that they were asked for.
 * `IGNORED`: not for this hub, kept with the reason. `DEAD`: unreadable, or its order could not be
 * fetched after all tries; see dead letters.
 */
export type MessageState = 'PENDING' | 'DONE' | 'IGNORED' | 'DEAD';

/** How `content` is kept. */
export type MessageEncoding = 'text' | 'json';

const MessageSchema = defineEntity({
  name: 'Message',
  tableName: 'message',
  schema: 'interline',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    channel: p.text(),
    /** The stream source it came through; reads it again at a replay. */
    source: p.text(),
    topic: p.text(),
    /** The merchant's account on the channel, when the envelope named it. */
    accountId: p.text().nullable(),
    upstreamId: p.text(),
    /** Null when no shop of this hub could be found for it. */
    shopId: p.uuid().nullable(),
    /** The order it is about; null when unreadable or ignored, or when it is about several. */
    reference: p.text().nullable(),
    /** As received. */
    content: p.text(),
    /** `json` (a JSON string literal) when the content holds what PostgreSQL text cannot, a NUL or half a surrogate pair; otherwise `text`. */
    encoding: p.text().$type<MessageEncoding>().default('text'),
    via: p.text(),
    state: p.text().$type<MessageState>(),
    /** Why it is ignored or dead. */
    reason: p.text().nullable(),
    /** How often the same upstream id came again. */
    duplicates: p.integer().default(0),
    /** The order's modified time as the message has it. */
    modifiedAt: p.datetime(3).nullable(),
    publishedAt: p.datetime(3).nullable(),
    receivedAt: p.datetime(3),
  },
  uniques: [{ name: 'message_upstream', properties: ['channel', 'topic', 'upstreamId'] }],
  indexes: [
    { name: 'message_order', properties: ['shopId', 'reference'] },
    {
      name: 'message_of_no_shop',
      expression:
        'create index message_of_no_shop on interline.message (channel, account_id, received_at) where shop_id is null',
    },
    { name: 'message_received', properties: ['receivedAt'] },
  ],
});

/** The inbox: a raw upstream notice, stored before it is acknowledged. A hint, never the truth. */
export class Message extends MessageSchema.class {}
MessageSchema.setClass(Message);
export { MessageSchema };
