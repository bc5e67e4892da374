/**
 * Every name and word of the channel, in one table: the adapter and the sandbox read it, and nothing else knows one.
 *
 * A leading `?` marks a name that no source documents. To correct such a name, change it here and drop the mark;
 * WIRE.md says where each comes from. Sources: the API documents 48054 and 48055 (reports of the merchant), 47927,
 * 48035, 48038, 48039 and 48041 (calls of Fliggy; of all five only excerpts are public), article 101617 (system
 * parameters), and the official helper `SpiUtils` (the check of a call).
 *
 * Names stand in the spelling of their document. What is read may be spelled in either way, `alitrip_order_id` or
 * `alitripOrderId`; what is answered is in snake case.
 */
const TABLE = {
  method: {
    orderNotify: 'alitrip.ship.order.notify',
    returnNotify: 'alitrip.ship.return.notify',
    orderCreate: 'qimen.alitrip.ship.order.create',
    orderConfirm: 'qimen.alitrip.ship.order.confirm',
    orderQuery: 'qimen.alitrip.ship.order.query',
    returnQuery: 'qimen.alitrip.ship.return.query',
    returnConfirm: 'qimen.alitrip.ship.return.confirm',
  },

  /** In the query of a call. */
  call: {
    method: 'method',
    timestamp: 'timestamp',
    format: 'format',
    appKey: 'app_key',
    version: 'v',
    sign: 'sign',
    signMethod: 'sign_method',
    session: 'session',
    partner: 'partner_id',
    simplify: 'simplify',
    targetAppKey: 'target_app_key',
  },
  /** The root of a call or answer in XML. */
  xml: { request: '?request', response: '?response', passenger: '?passenger', ticket: '?ticket' },

  /** At the root of every answer to a call. */
  outcome: { success: 'success', code: 'ret_code', text: 'ret_desc' },

  createRequest: {
    orderId: '?alitrip_order_id',
    date: 'from_date',
    time: 'from_time',
    fromCityCode: 'from_city_code',
    fromCityName: 'from_city_name',
    fromPortCode: 'from_station_code',
    fromPortName: 'from_station_name',
    toCityCode: 'to_city_code',
    toCityName: 'to_city_name',
    toPortCode: 'to_station_code',
    toPortName: 'to_station_name',
    scheduleId: 'schedule_id',
    goodsId: 'goods_id',
    seatGrade: '?seat_grade',
    ticketCount: 'ticket_count',
    total: 'order_amount',
    tradeNumber: 'alipay_trade_no',
    contactName: 'contact_name',
    contactMobile: 'contact_mobile',
    contactDocumentType: 'contact_certificate_type',
    contactDocumentNumber: 'contact_certificate_no',
    passengers: 'passenger_list',
    extension: '?extAttr',
  },
  createPassenger: {
    id: '?passenger_id',
    name: 'passenger_name',
    documentType: 'passenger_certificate_type',
    documentNumber: 'passenger_certificate_no',
    type: 'passenger_type',
    price: 'ticket_price',
  },
  createAnswer: { agentOrderNumber: '?agent_order_id', orderId: '?alitrip_order_id' },

  confirmRequest: { agentOrderNumber: 'agent_order_id', orderId: 'alitrip_order_id', extension: 'extAttr' },
  queryRequest: { agentOrderNumber: 'agentOrderId', orderId: 'alitripOrderId', extension: 'extAttr' },
  /** The answer to `order.confirm` and `order.query`. */
  orderAnswer: {
    agentOrderNumber: 'agent_order_id',
    orderId: 'alitrip_order_id',
    statusText: 'status_desc',
    pickUpPlace: 'fetch_ticket_spot',
    pickUpNumber: '?fetch_ticket_number',
    pickUpSecret: '?fetch_ticket_pwd',
    shipNumber: 'ship_number',
    gate: 'ticket_wicket',
    message: 'sms_content',
    issuedAt: 'agent_issue_time',
    passengers: 'passenger_list',
  },
  answeredPassenger: {
    id: '?passenger_id',
    name: 'passenger_name',
    tickets: 'ticket_list',
  },
  answeredTicket: {
    id: 'ticket_id',
    number: 'ticket_no',
    electronicNumber: 'e_ticket_no',
    secret: 'ticket_pwd',
    seat: 'ticket_seat_no',
    price: 'ticket_price',
    title: 'ticket_title',
    description: 'ticket_desc',
    type: 'ticket_type',
    subType: 'ticket_sub_type',
    status: 'ticket_status',
    surcharge: '?ticket_refund_surcharge',
  },

  returnQueryRequest: { agentOrderNumber: 'agent_order_id', orderId: 'alitrip_order_id', extension: 'extAttr' },
  returnQueryAnswer: { agentOrderNumber: 'agent_order_id', orderId: 'alitrip_order_id', tickets: 'passenger_list' },
  returnConfirmRequest: {
    agentOrderNumber: 'agent_order_id',
    orderId: 'alitrip_order_id',
    extension: 'extAttr',
    tickets: 'passenger_list',
  },
  /** One ticket of a passenger, in the refund calls and in the answer to the first. */
  returnTicket: {
    ticketId: 'ticket_id',
    passengerId: 'passenger_id',
    name: 'passenger_name',
    documentType: 'passenger_certificate_type',
    documentNumber: 'passenger_certificate_no',
    surcharge: 'refund_surcharge',
  },

  orderNotifyRequest: { root: 'confirm_book_r_q' },
  orderNotify: {
    agentOrderNumber: 'agent_order_id',
    orderId: 'alitrip_order_id',
    success: 'success',
    failedCode: 'failed_code',
    mainOrderId: 'main_biz_order_id',
    pickUpPlace: 'fetch_tickets_address',
    pickUpNumber: 'fetch_tickets_number',
    pickUpSecret: 'fetch_tickets_pwd',
    message: 'message',
    extension: 'order_attr',
    ticketCount: 'ticket_count',
    gate: 'ticket_wicket',
    total: 'total_price',
    passengers: 'passenger_list',
  },
  notifiedPassenger: {
    id: 'passenger_id',
    name: 'passenger_name',
    documentType: 'passenger_cert_type',
    documentNumber: 'passenger_cert_no',
    tickets: 'ticket_list',
  },
  notifiedTicket: {
    id: 'ticket_id',
    price: 'ticket_price',
    type: 'ticket_type',
    subType: 'ticket_sub_type',
    status: 'ticket_status',
    number: 'ticket_no',
    electronicNumber: 'e_ticket_no',
    secret: 'ticket_pwd',
    seat: 'ticket_seat_no',
    title: 'ticket_title',
    description: 'ticket_desc',
    extension: 'ext_attr',
    expiresAt: 'expire_time',
  },

  returnNotifyRequest: { root: 'confirm_refund_r_q' },
  returnNotify: {
    orderId: 'alitrip_order_id',
    agentOrderNumber: 'agent_order_id',
    amount: 'agent_refund_amount',
    status: 'agent_return_ticket_status',
    scope: 'agent_return_ticket_type',
    code: 'agent_return_ticket_code',
    ticketId: 'agent_ticket_id',
    passengerId: 'passenger_id',
    transactionId: 'agent_refund_trans_id',
    mode: 'agent_return_mode',
    time: 'agent_return_time',
    extension: 'agent_ext_attr',
  },
  /** The answer to both reports. */
  notifyAnswer: { success: 'ret_success', code: 'ret_code', text: 'ret_msg' },
} as const;

type Names<Table> = { readonly [Key in keyof Table]: Table[Key] extends string ? string : Names<Table[Key]> };

/** The channel's names, by what they mean. */
export type ShipNames = Names<typeof TABLE>;

/** The names as they are believed to be. */
export const SHIP_NAMES: ShipNames = renamed((name) => name);

/** Where in {@link SHIP_NAMES} a name stands that no source documents, for example `createRequest.orderId`. */
export const ASSUMED_NAMES: readonly string[] = Object.entries(TABLE).flatMap(([group, names]) =>
  Object.entries(names as Record<string, string>)
    .filter(([, name]) => name.startsWith('?'))
    .map(([key]) => `${group}.${key}`),
);

/** The table with other names, for a test or for a platform that speaks otherwise. */
export function renamed(rename: (name: string, path: string, assumed: boolean) => string): ShipNames {
  const groups = Object.entries(TABLE).map(([group, names]) => {
    const entries = Object.entries(names as Record<string, string>).map(([key, name]) => {
      const assumed = name.startsWith('?');
      return [key, rename(assumed ? name.slice(1) : name, `${group}.${key}`, assumed)];
    });
    return [group, Object.fromEntries(entries)];
  });
  return Object.fromEntries(groups) as ShipNames;
}

/** Words and numbers with a meaning. The comment says which are documented. */
export const SHIP_WORDS = {
  /** `ticket_type` (48055). */
  ticketType: { SHIP: '1', ADMISSION: '2', HOTEL: '3', OTHER: '4' },
  /** `ticket_sub_type` (48055). */
  ticketSubType: { OUTWARD: '11', RETURN: '12', ADMISSION: '21', HOTEL: '31' },
  /** `ticket_status` (48055). */
  ticketStatus: {
    issuing: '1',
    issued: '2',
    noTicket: '3',
    refunding: '4',
    refunded: '5',
    refundFailed: '6',
  },
  /** `agent_return_ticket_status` (48054). */
  returnStatus: { success: 1, failure: 2 },
  /** `agent_return_ticket_type` (48054). */
  returnScope: { ticket: 0, order: 1 },
  /** `agent_return_mode` (48054). */
  returnMode: { OFFLINE: 'offline', ONLINE: 'online' },
  /** `agent_return_ticket_code` on success, as `ret_code`, and of a failure that has a word for a code: assumed. */
  returnCode: { done: 0, failed: 1 },
  /** `passenger_type`: 1 and 2 are of the sister bus API, 0 is in the ship sample; who it is, is assumed. */
  passengerType: { UNSPECIFIED: '0', ADULT: '1', CHILD: '2' },
  /**
   * `..._certificate_type`, `passenger_cert_type`: 48055 shows 1 beside a Chinese identity number; the others are
   * assumed and therefore not named.
   */
  documentType: { ID_CARD: '1' },
  /** `status_desc`: assumed. */
  statusText: {
    waiting: '待确认',
    locked: '占座成功',
    issuing: '出票中',
    issued: '出票成功',
    failed: '出票失败',
    refunded: '已退票',
    refused: '占座失败',
  },
  /**
   * `ret_code` of an answer. Only `0` is documented; the standard error list is not public, so the words are ours. A
   * policy of a shop may say other ones for its refusals. `sign-check-failure` is what the platform's own samples say.
   */
  answerCode: {
    ok: '0',
    processing: 'PROCESSING',
    signature: 'sign-check-failure',
    stale: 'TIMESTAMP_OUT_OF_WINDOW',
    replayed: 'CALL_REPLAYED',
    unreadable: 'CALL_UNREADABLE',
    unknownMethod: 'METHOD_UNKNOWN',
    unknownShop: 'SHOP_UNKNOWN',
    tooLarge: 'CALL_TOO_LARGE',
    late: 'ANSWER_LATE',
    internal: 'INTERNAL_ERROR',
    invalid: 'PARAMETER_INVALID',
    sumMismatch: 'AMOUNT_MISMATCH',
    otherContent: 'CONTENT_CHANGED',
    orderUnknown: 'ORDER_UNKNOWN',
    wrongNumber: 'AGENT_ORDER_MISMATCH',
    refused: 'ORDER_REFUSED',
    undecided: 'ORDER_UNDECIDED',
    ticketUnknown: 'TICKET_UNKNOWN',
    notIssued: 'TICKET_NOT_ISSUED',
    alreadyRefunding: 'TICKET_REFUNDING',
    feeChanged: 'REFUND_FEE_CHANGED',
    feeUnknown: 'REFUND_FEE_UNKNOWN',
    refundRefused: 'REFUND_REFUSED',
  },
} as const;
