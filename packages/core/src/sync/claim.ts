import type { ShopIdentity } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { PATIENT_CAUSES } from '../sync-task.ts';
import type { Cause } from '../sync-task.ts';

/** An order that this worker may fetch until the lease ends. */
export interface ClaimedTask {
  readonly shop: ShopIdentity;
  readonly reference: string;
  readonly cause: Cause;
  /** How often the order had been asked for at the claim; if it rises, somebody wants a later sight. */
  readonly requested: number;
  /** Failed tries before this one. */
  readonly tries: number;
  readonly leasedUntil: Date;
}

/** As the index `sync_task_due` has it. */
const PATIENT = `(cause in (${PATIENT_CAUSES.map((cause) => `'${cause}'`).join(', ')}))`;

/**
 * Shops take turns from a place that chance decides, each with a limit of its own, so that the backlog
 * of one shop does not keep the others waiting. Within a shop news goes first, so that a sweep of ten
 * thousand open orders does not keep it waiting either. Parked shops' tasks are not even looked at.
 */
const claimStatement = {
  name: 'sync.claim',
  text: `
with due as (
  select task.shop_id, task.reference
    from (select id from interline.shop where state = 'ACTIVE' and channel = any($2::text[])
           order by md5(id::text || $6::text)) as shop
   cross join lateral (
     select shop_id, reference from interline.sync_task
      where shop_id = shop.id and due_at <= $1 and (leased_until is null or leased_until <= $1)
      order by ${PATIENT}, due_at limit $4
        for update skip locked) as task
   limit $3
)
update interline.sync_task task set leased_until = $5
  from due, interline.shop
 where task.shop_id = due.shop_id and task.reference = due.reference and shop.id = due.shop_id
returning task.shop_id, task.channel, task.reference, task.cause, task.requested, task.tries,
          shop.name, shop.account_id, shop.account_nick`,
};

interface Row {
  readonly shop_id: string;
  readonly channel: string;
  readonly reference: string;
  readonly cause: Cause;
  readonly requested: number;
  readonly tries: number;
  readonly name: string;
  readonly account_id: string;
  readonly account_nick: string;
}

/** Takes due tasks of active shops whose channel this hub has; never one that another worker holds. */
export async function claimTasks(
  context: HubContext,
  options: { readonly limit: number; readonly perShop: number; readonly leaseMs: number },
): Promise<ClaimedTask[]> {
  const now = context.clock.now();
  const leasedUntil = new Date(now.getTime() + options.leaseMs);
  const rows = await context.database.query<Row>(claimStatement, [
    now,
    [...context.channels.keys()],
    options.limit,
    options.perShop,
    leasedUntil,
    String(context.random()),
  ]);
  const shops = new Map<string, ShopIdentity>();
  return rows.map((row) => {
    const shop = shops.get(row.shop_id) ?? {
      id: row.shop_id,
      channel: row.channel,
      name: row.name,
      accountId: row.account_id,
      accountNick: row.account_nick,
    };
    shops.set(row.shop_id, shop);
    const { reference, cause, requested, tries } = row;
    return { shop, reference, cause, requested, tries, leasedUntil };
  });
}
