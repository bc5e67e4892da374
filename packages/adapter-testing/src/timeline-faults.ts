import type { Sql } from '@interline/core/hub';

interface TimelineEvent {
  readonly reference: string;
  readonly type: string;
  readonly item: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

const timelineStatement = {
  name: 'testing.timeline',
  text: `select orders.reference, event.type, event.item_reference as item, event.from_value as "from",
                event.to_value as "to"
           from interline.order_event as event
           join interline.orders on orders.id = event.order_id
          where event.shop_id = $1
          order by event.seq`,
};

/** Types whose events form a chain per order and item: each begins where the one before it ended. */
const CHAINS = new Set(['STATUS_CHANGED', 'ITEM_STATUS_CHANGED', 'CONFIRMATION_CHANGED']);

/** What is wrong with the timelines of a shop, in words: states told twice, left out or told out of order. */
export async function timelineFaults(sql: Sql, shopId: string): Promise<string[]> {
  const events = await sql.query<TimelineEvent>(timelineStatement, [shopId]);
  const ends = new Map<string, string | null>();
  const created = new Set<string>();
  const faults: string[] = [];
  for (const { reference, type, item, from, to } of events) {
    const where = `order ${reference}${item === null ? '' : `, item ${item}`}`;
    if (type === 'ORDER_CREATED') {
      if (created.has(reference)) faults.push(`${where}: created twice`);
      created.add(reference);
      ends.set(`${reference} null STATUS_CHANGED`, to);
    }
    if (!CHAINS.has(type)) continue;
    const chain = `${reference} ${item} ${type}`;
    const end = ends.get(chain);
    if (from === to) faults.push(`${where}: ${type} from ${from} to itself`);
    if (end !== undefined && end !== from)
      faults.push(`${where}: ${type} from ${from} to ${to}, but it stood at ${end}`);
    ends.set(chain, to);
  }
  return faults;
}
