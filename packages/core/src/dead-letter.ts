import { defineEntity, p } from '@mikro-orm/core';

/** `MESSAGE`: could not be read. `ORDER`: could not be fetched or applied after all tries. */
export type DeadLetterKind = 'MESSAGE' | 'ORDER';

const DeadLetterSchema = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letter',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    kind: p.text().$type<DeadLetterKind>(),
    channel: p.text(),
    /** Null when no shop could be found for a message. */
    shopId: p.uuid().nullable(),
    messageId: p.bigint('string').nullable(),
    reference: p.text().nullable(),
    topic: p.text().nullable(),
    /** Stable code, for example `UNREADABLE_MESSAGE`, `not-found`. */
    code: p.text(),
    /** What happened and what to do; no personal data. */
    reason: p.text(),
    tries: p.integer(),
    createdAt: p.datetime(3),
    /** When it last failed again; null when it failed once. */
    lastTriedAt: p.datetime(3).nullable(),
    /** When somebody replayed it or the order came right by itself; null while open. */
    resolvedAt: p.datetime(3).nullable(),
  },
  indexes: [
    {
      name: 'dead_letter_open_order',
      expression:
        "create unique index dead_letter_open_order on interline.dead_letter (shop_id, reference) where kind = 'ORDER' and resolved_at is null",
    },
    {
      name: 'dead_letter_open_message',
      expression:
        "create index dead_letter_open_message on interline.dead_letter (message_id) where kind = 'MESSAGE' and resolved_at is null",
    },
    { name: 'dead_letter_created', properties: ['createdAt', 'id'] },
  ],
});

/** What could not be processed, with its reason. It can be replayed. */
export class DeadLetter extends DeadLetterSchema.class {}
DeadLetterSchema.setClass(DeadLetter);
export { DeadLetterSchema };
