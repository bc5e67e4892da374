import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';

const WatermarkSchema = defineEntity({
  name: 'Watermark',
  tableName: 'watermark',
  schema: 'interline',
  properties: {
    shopId: () =>
      p
        .manyToOne(ShopSchema)
        .mapToPk()
        .name('shop_id')
        .deleteRule('cascade')
        .index(false)
        .primary()
        .updateRule('no action'),
    /** The poll's name, for example `trades.search`; `requery` for the sweep of open orders. */
    source: p.text().primary(),
    /** Everything before this instant has been searched. */
    position: p.datetime(3),
    lastRunAt: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    leasedUntil: p.datetime(3).nullable(),
  },
});

/** How far a poll has got. Moves only after a window was searched whole. */
export class Watermark extends WatermarkSchema.class {}
WatermarkSchema.setClass(Watermark);
export { WatermarkSchema };
