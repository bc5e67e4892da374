/** What the channel's calls say, as its documents show them. */
export const METHOD = {
  create: 'qimen.alitrip.ship.order.create',
  confirm: 'qimen.alitrip.ship.order.confirm',
  query: 'qimen.alitrip.ship.order.query',
  quote: 'qimen.alitrip.ship.return.query',
  refund: 'qimen.alitrip.ship.return.confirm',
} as const;

export const ORDER = '3892200000033';

/** A passenger of an order, whose names and numbers tests look for where they must not be. */
export const PEOPLE = [
  {
    passenger_id: '30303029',
    passenger_name: '张伟测试',
    passenger_certificate_no: '110101199003070011',
    passenger_certificate_type: '1',
    passenger_type: '1',
    ticket_price: 12_000,
  },
  {
    passenger_id: '30303030',
    passenger_name: '李娜测试',
    passenger_certificate_no: '110101199003070038',
    passenger_certificate_type: '1',
    passenger_type: '2',
    ticket_price: 6_000,
  },
] as const;

/** `order.create` for two passengers. */
export const CREATE = {
  alitrip_order_id: ORDER,
  from_date: '2026-12-24',
  from_time: '08:30:00',
  from_city_name: '深圳',
  from_station_name: '蛇口',
  to_city_name: '珠海',
  to_station_name: '九洲',
  schedule_id: 'S1001',
  goods_id: 'G2002',
  ticket_count: 2,
  order_amount: 18_000,
  alipay_trade_no: '2026112222001',
  contact_name: '王芳测试',
  contact_mobile: '13800001111',
  contact_certificate_no: '110101198001010029',
  contact_certificate_type: '1',
  passenger_list: PEOPLE,
} as const;

/** What no log and no answer may quote. */
export const PERSONAL = [
  '张伟测试',
  '李娜测试',
  '王芳测试',
  '13800001111',
  '110101199003070011',
  '110101199003070038',
  '110101198001010029',
] as const;

/** Names the order in another call. */
export function about(agentOrderNumber: string): object {
  return { agent_order_id: agentOrderNumber, alitrip_order_id: ORDER, extAttr: '{}' };
}
