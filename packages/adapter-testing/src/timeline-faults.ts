import type { Sql } from '@interline/core/hub';

interface TimelineEvent {
  readonly reference: string;
  readonly type: string;
  readonly item: string | null;
  /** Which change, ticket or notice it is about. */
  readonly part: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

const timelineStatement = {
  name: 'testing.timeline',
  text: `select orders.reference, event.type, event.item_reference as item,
                coalesce(event.data ->> 'change', event.data ->> 'ticket', event.data ->> 'key') as part,
                event.from_value as "from", event.to_value as "to"
           from interline.order_event as event
           join interline.orders on orders.id = event.order_id
          where event.shop_id = $1
          order by event.seq`,
};

/** Types whose events form a chain per order, item, change or ticket: each begins where the one before it ended. */
const CHAINS = new Set([
  'STATUS_CHANGED',
  'ITEM_STATUS_CHANGED',
  'CONFIRMATION_CHANGED',
  'REBOOKING_CHANGED',
  'TICKET_CHANGED',
]);
/** Types of which each event tells of a fact of its own. */
const ONCE = new Set(['ORDER_CREATED', 'SCHEDULE_CHANGED']);

/** What is wrong with the timelines of a shop, in words: states told twice, left out or told out of order. */
export async function timelineFaults(sql: Sql, shopId: string): Promise<string[]> {
  const events = await sql.query<TimelineEvent>(timelineStatement, [shopId]);
  const ends = new Map<string, string | null>();
  const told = new Set<string>();
  const faults: string[] = [];
  for (const { reference, type, item, part, from, to } of events) {
    const where = ['order ', reference, ...named(', item ', item), ...named(', ', part)].join('');
    const chain = `${reference} ${part ?? item} ${type}`;
    if (ONCE.has(type)) {
      if (told.has(chain)) faults.push(`${where}: ${type} twice`);
      told.add(chain);
    }
    if (type === 'ORDER_CREATED') ends.set(`${reference} null STATUS_CHANGED`, to);
    if (!CHAINS.has(type)) continue;
    const end = ends.get(chain);
    if (from === to) faults.push(`${where}: ${type} from ${from} to itself`);
    if (end !== undefined && end !== from)
      faults.push(`${where}: ${type} from ${from} to ${to}, but it stood at ${end}`);
    ends.set(chain, to);
  }
  return faults;
}

function named(word: string, name: string | null): string[] {
  return name === null ? [] : [word, name];
}
