import { lockOrders } from '../apply/lock-orders.ts';
import { owedAt, placeOwed } from '../commands/place-owed.ts';
import type { OwingOrder } from '../commands/place-owed.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { readDossier } from './read-dossier.ts';

/** After this, a dossier that could not be looked at is tried again, in milliseconds. */
const AGAIN_MS = 10 * 60_000;

// Something was said after most entries that come due: they are done with in the same statement, and no dossier is opened.
const dueStatement = {
  name: 'dossier.due',
  text: `
with due as (
  select shop_id, reference, number, channel,
         exists (select from interline.dossier_entry later
                  where later.shop_id = entry.shop_id and later.reference = entry.reference
                    and later.number > entry.number) as is_past
    from interline.dossier_entry entry
   where due_at <= $1 and channel = any ($3)
   order by due_at limit $2
     for update skip locked
),
past as (
  update interline.dossier_entry entry set due_at = null from due
   where due.is_past and entry.shop_id = due.shop_id and entry.reference = due.reference and entry.number = due.number
)
select shop_id as "shopId", reference, channel, is_past as "isPast" from due`,
};

const orderStatement = {
  name: 'dossier.order',
  text: 'select id from interline.orders where shop_id = $1 and reference = $2',
};

/** Of an older entry there is nothing to wait for: the last one says when. */
const nextStatement = {
  name: 'dossier.next',
  text: `update interline.dossier_entry set due_at = case number when $3 then $4::timestamptz end
          where shop_id = $1 and reference = $2 and due_at is not null`,
};

interface DueDossier {
  readonly shopId: string;
  readonly reference: string;
  readonly channel: string;
}

/**
 * Takes down the commands that orders' dossiers owe from now on (`OwedCommand.notBefore`), whether their shops are parked or
 * not. Most dossiers that come due owe nothing any more, since what was waited for was said; they cost no more than that.
 *
 * @returns how many entries were looked at; 0 means that none is due
 */
export async function placeDue(context: HubContext, { limit }: { readonly limit: number }): Promise<number> {
  const values = [context.clock.now(), limit, [...context.channels.keys()]];
  const entries = await context.database.query<DueDossier & { readonly isPast: boolean }>(dueStatement, values);
  for (const dossier of entries.filter(({ isPast }) => !isPast)) {
    try {
      await placeDueOf(context, dossier);
    } catch (error) {
      const about = { ...dossier, ...describeThrown(error) };
      context.logger.error(about, 'What an order owes could not be looked at; it is tried again in ten minutes');
      const again = new Date(context.clock.now().getTime() + AGAIN_MS);
      await context.database.query(putOffStatement, [dossier.shopId, dossier.reference, again]);
    }
  }
  return entries.length;
}

const putOffStatement = {
  name: 'dossier.put_off',
  text: `update interline.dossier_entry set due_at = $3 where shop_id = $1 and reference = $2 and due_at < $3`,
};

function placeDueOf(context: HubContext, { shopId, reference, channel }: DueDossier): Promise<void> {
  return context.database.transaction(async (sql) => {
    await lockOrders(sql, [{ shopId, reference }]);
    const entries = await readDossier(sql, context.sealer, shopId, reference);
    const shop: OwingOrder['shop'] = { id: shopId, channel };
    const { due, nextAt } = owedAt(context, shop, reference, entries);
    const [order] = await sql.query<{ readonly id: string }>(orderStatement, [shopId, reference]);
    if (order) await placeOwed(context, sql, { shop, orderId: order.id, reference }, due);
    await sql.query(nextStatement, [shopId, reference, entries.at(-1)?.number ?? 0, nextAt]);
  });
}
