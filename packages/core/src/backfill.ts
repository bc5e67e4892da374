import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';

/** `RUNNING` until the whole range was searched. */
export type BackfillState = 'RUNNING' | 'DONE';

const BackfillSchema = defineEntity({
  name: 'Backfill',
  tableName: 'backfill',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').deleteRule('cascade').index(false),
    /** The poll source that searches. */
    source: p.text(),
    from: p.datetime(3).name('from_at'),
    to: p.datetime(3).name('to_at'),
    /** Searched up to here; a restart goes on from it. */
    position: p.datetime(3),
    found: p.integer().default(0),
    state: p.text().$type<BackfillState>(),
    createdAt: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    leasedUntil: p.datetime(3).nullable(),
  },
});

/** A date range of the past being brought in, window by window; resumable. */
export class Backfill extends BackfillSchema.class {}
BackfillSchema.setClass(Backfill);
export { BackfillSchema };
