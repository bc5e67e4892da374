import { defineEntity, p } from '@mikro-orm/core';

const FeedIdentitySchema = defineEntity({
  name: 'FeedIdentity',
  tableName: 'feed_identity',
  schema: 'interline',
  properties: {
    /** In every cursor, so that a cursor of another database is recognised. Changes after a restore into another cluster. */
    id: p.uuid().primary(),
    /** PostgreSQL's system identifier of the cluster whose transaction numbers the events carry; null until the first start. */
    cluster: p.text().nullable(),
    /** Events up to this place are pruned; an older cursor is stale. */
    prunedTx: p.string().columnType('xid8').defaultRaw("'0'::xid8"),
    prunedSeq: p.bigint('string').default('0'),
  },
});

/** The one row that says which feed this database holds. */
export class FeedIdentity extends FeedIdentitySchema.class {}
FeedIdentitySchema.setClass(FeedIdentity);
export { FeedIdentitySchema };
