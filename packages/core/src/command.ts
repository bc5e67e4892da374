import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';
import type { JsonObject } from './snapshot.ts';

/**
 * `PENDING`: committed, not yet sent (or waiting for the shop or a throttle).
 * `SENT`: a worker is sending it right now; if that worker dies, the outcome is unknown.
 * `UNKNOWN`: time-out or cut connection; upstream is being asked.
 * `SUCCEEDED`, `FAILED`: final.
 * `NEEDS_ATTENTION`: a person must look, because upstream does not say even after all asking, or for the reason that the
 * adapter gives; with a `dueAt` it is tried again by itself.
 */
export type CommandState = 'PENDING' | 'SENT' | 'UNKNOWN' | 'SUCCEEDED' | 'FAILED' | 'NEEDS_ATTENTION';

const CommandSchema = defineEntity({
  name: 'Command',
  tableName: 'command',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').index(false),
    channel: p.text(),
    /** The adapter's name for it, for example `deliver`. */
    name: p.text(),
    orderId: p.uuid().nullable(),
    /** The upstream order id; null until a command that makes a new order has been told which. */
    reference: p.text().nullable(),
    itemReference: p.text().nullable(),
    /** The quote that it confirms. */
    quoteId: p.uuid().nullable(),
    idempotencyKey: p.text(),
    /** SHA-256 of channel, name and canonical input: the same key with another hash is refused. */
    inputHash: p.blob(),
    /** Encrypted input: it may hold personal data. */
    inputSealed: p.blob(),
    /** See `onceKey` of the command's definition. */
    onceKey: p.text().nullable(),
    state: p.text().$type<CommandState>(),
    /** Stable code of the outcome, for example `ALREADY_DELIVERED`; null while open (but `ORDER_UNNAMED` when it is done and the order it made is being looked for), and when it succeeded. */
    code: p.text().nullable(),
    /** The outcome for people: what happened and what to do. In clear: no personal data. */
    message: p.text().nullable(),
    /** What the channel gave back, in the adapter's words. In clear: no personal data. */
    result: p.json<JsonObject>().nullable(),
    attempts: p.integer().default(0),
    /** Who asked: the token's name and id; `the hub`, without an id, for what an order's dossier owes. */
    requestedBy: p.text(),
    tokenId: p.uuid().nullable(),
    createdAt: p.datetime(3),
    sentAt: p.datetime(3).nullable(),
    /** When the channel was last asked what became of it and did not answer; null when each asking was answered. */
    askedAt: p.datetime(3).nullable(),
    finishedAt: p.datetime(3).nullable(),
    /** When a worker should look at it next; null when final. */
    dueAt: p.datetime(3).nullable(),
    leasedUntil: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'command_idempotency', properties: ['shopId', 'idempotencyKey'] }],
  indexes: [
    {
      name: 'command_due',
      expression: 'create index command_due on interline.command (due_at) where due_at is not null',
    },
    { name: 'command_order', properties: ['shopId', 'reference'] },
    {
      name: 'command_once',
      expression:
        "create unique index command_once on interline.command (shop_id, channel, name, once_key) where once_key is not null and state <> 'FAILED'",
    },
    {
      name: 'command_quote',
      expression:
        "create unique index command_quote on interline.command (quote_id) where quote_id is not null and state <> 'FAILED'",
    },
  ],
});

/** Something a person or program asks a channel to do; kept with its idempotency key and outcome. */
export class Command extends CommandSchema.class {}
CommandSchema.setClass(Command);
export { CommandSchema };
