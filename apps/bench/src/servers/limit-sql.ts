/** A nullable column or expression as JSON text. */
const json = (sql: string): string => `coalesce(to_json(${sql})::text, 'null')`;
/** A column of words without quotes or controls, as JSON text. */
const word = (sql: string): string => `'"' || ${sql} || '"'`;
const money = (row: string): string =>
  `'{"minorUnits":"' || ${row}.total_amount || '","currency":"' || o.currency || '"}'`;

/** An object from member names and the SQL of their JSON. */
function object(members: Readonly<Record<string, string>>): string {
  const parts = Object.entries(members).map(([name, sql], place) => `'${place === 0 ? '{' : ','}"${name}":' || ${sql}`);
  return `${parts.join(' || ')} || '}'`;
}

const list = (element: string, from: string, orderBy: string): string =>
  `'[' || coalesce((select string_agg(${element}, ',' order by ${orderBy}) from ${from}), '') || ']'`;

const travellers = (members: Readonly<Record<string, string>>): string =>
  list(object(members), `interline.traveller t where t.item_id = i.id and t.role = 'TRAVELLER'`, 't.position');

const listItems = list(
  object({
    title: json('i.title'),
    status: word('i.status'),
    total: money('i'),
    travellers: travellers({ name: json('t.name') }),
  }),
  'interline.item i where i.order_id = o.id',
  'i.position',
);

const listOrder = object({
  id: `'"order_' || o.id || '"'`,
  reference: json('o.reference'),
  status: word('o.status'),
  createdAt: json('o.created_at'),
  total: money('o'),
  items: listItems,
});

const cursor = `'"' || o.created_at || ' ' || o.id || '"'`;
const inPage = 'o.place <= $3';

/** $1 shop, $2 status, $3 size of the page, $4 and $5 the place and id after which it starts. */
export const LIST_STATEMENT = {
  name: 'list',
  text: `
select '{"data":{"orders":{"edges":[' ||
       coalesce(string_agg('{"cursor":' || ${cursor} || ',"node":' || ${listOrder} || '}', ',' order by o.place) filter (where ${inPage}), '') ||
       '],"pageInfo":{"hasNextPage":' || (count(*) > $3) ||
       ',"endCursor":' || coalesce((array_agg(${cursor} order by o.place desc) filter (where ${inPage}))[1], 'null') || '}}}}' as answer
  from (select id, reference, status, created_at, total_amount, currency,
               row_number() over (order by created_at desc, id desc) as place
          from interline.orders
         where shop_id = $1 and status = $2 and (created_at, id) < ($4, $5)
         order by created_at desc, id desc
         limit $3 + 1) o`,
};

const detailItems = list(
  object({
    id: `'"item_' || i.id || '"'`,
    reference: json('i.reference'),
    title: json('i.title'),
    kind: word('i.kind'),
    status: word('i.status'),
    quantity: 'i.quantity',
    total: money('i'),
    travelStart: json('i.travel_start'),
    travellers: travellers({
      name: json('t.name'),
      phone: json('t.phone'),
      documentType: json('t.document_type'),
      documentNumber: json('t.document_number'),
    }),
  }),
  'interline.item i where i.order_id = o.id',
  'i.position',
);

const events = list(
  object({
    id: `'"event_' || e.seq || '"'`,
    type: word('e.type'),
    from: json('e.from_value'),
    to: json('e.to_value'),
    occurredAt: json('e.occurred_at'),
  }),
  'interline.order_event e where e.order_id = o.id',
  'e.seq',
);

/** $1 shop, $2 the order's reference. */
export const DETAIL_STATEMENT = {
  name: 'detail',
  text: `
select '{"data":{"order":' || ${object({
    id: `'"order_' || o.id || '"'`,
    reference: json('o.reference'),
    status: word('o.status'),
    channelStatus: json('o.channel_status'),
    total: money('o'),
    buyerNick: json('o.buyer_nick'),
    createdAt: json('o.created_at'),
    paidAt: json('o.paid_at'),
    modifiedAt: json('o.modified_at'),
    deadline: json('o.deadline'),
    version: 'o.version',
    items: detailItems,
    timeline: `'{"nodes":' || ${events} || '}'`,
  })} || '}}' as answer
  from interline.orders o where o.shop_id = $1 and o.reference = $2`,
};
