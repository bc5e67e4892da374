import { defineEntity, p } from '@mikro-orm/core';

const WatermarkSchema = defineEntity({
  name: 'Watermark',
  tableName: 'watermark',
  schema: 'interline',
  properties: {
    shopId: p.uuid().primary(),
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
