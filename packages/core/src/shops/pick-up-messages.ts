import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import { RAISE_TASK } from '../sync/request-sync.ts';
import { SYNC_CHANNEL } from '../wake.ts';

const pickUpStatement = {
  name: 'shop.pick_up_messages',
  text: `
with picked_up as (
  update interline.message set state = 'PENDING', shop_id = $1, reason = 'Earlier: ' || coalesce(reason, state)
   where channel = $2 and account_id = $3 and shop_id is null and received_at > $5
     and state = 'IGNORED' and reference is not null
  returning reference
),
raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select distinct $1::uuid, reference, $2, 'MESSAGE', $4::timestamptz from picked_up order by reference
  ${RAISE_TASK}
  returning 1
)
select pg_notify('${SYNC_CHANNEL}', '') from raised limit 1`,
};

/** As long as a channel keeps messages for a hub that is away. What is older, a back-fill brings in. */
const KEPT_MS = 24 * 60 * 60_000;

/**
 * Takes up the messages that came for the shop's account before the hub knew the shop. Those that name no order
 * stay ignored: they are about orders that the hub has, and of a shop that was not there it has none.
 */
export async function pickUpMessages(
  sql: Sql,
  { id, channel, accountId }: Pick<ShopIdentity, 'id' | 'channel' | 'accountId'>,
  now: Date,
): Promise<void> {
  await sql.query(pickUpStatement, [id, channel, accountId, now, new Date(now.getTime() - KEPT_MS)]);
}
