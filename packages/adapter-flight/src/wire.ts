/**
 * Every name and word of the channel, in one table: the adapter and the sandbox read it, and nothing else knows one.
 *
 * A leading `?` marks a name that no source documents. To correct such a name, change it here and drop the mark;
 * WIRE.md says where each comes from. Sources: the Jing-Hang API list and its questions and answers; the API documents
 * 61643 (search), 61817 (airbook), 61919 (order detail), 65508 (flight changes); the message documents 2200, 2204,
 * 2208, 2359.
 */
const TABLE = {
  method: {
    search: 'alitrip.flight.service.search',
    book: 'alitrip.flight.service.airbook',
    close: 'alitrip.flight.service.close',
    pay: 'alitrip.flight.service.pay',
    orderList: 'alitrip.flight.service.queryorderlist',
    orderDetail: 'alitrip.flight.service.queryorderdetail',
    upload: 'alitrip.flight.service.upload',
    refundRender: 'alitrip.flight.refund.render',
    refundCreate: 'alitrip.flight.refund.create',
    refundDetail: 'alitrip.flight.refund.detail',
    refundList: 'alitrip.flight.refund.list',
    changeCreate: 'alitrip.flight.change.order.create',
    changeCancel: 'alitrip.flight.change.order.cancel',
    changePay: 'alitrip.flight.change.order.pay',
    changeQuery: 'alitrip.flight.change.order.query',
    flightChangeQuery: 'alitrip.flight.flightchange.order.query',
  },

  /** At the root of every answer; a failure can come with HTTP 200 and no `error_response`. */
  outcome: { isSuccess: 'is_success', errorCode: 'error_code_info', errorMessage: 'error_msg' },

  searchRequest: {
    root: 'search_flight_info_req',
    cabinClass: 'cabin_class',
    directions: 'search_od_info_list',
    agentName: 'external_agent_name',
    searchMode: 'search_mode',
    tripType: 'trip_type',
    hasChild: 'has_child',
    hasInfant: 'has_infant',
    adults: '?adult_count',
    children: '?child_count',
    infants: '?infant_count',
  },
  direction: {
    depCity: 'dep_city_code',
    arrCity: 'arr_city_code',
    depDate: 'dep_date',
    flights: 'search_selected_flight_list',
  },
  namedFlight: {
    depAirport: 'dep_airport_code',
    arrAirport: 'arr_airport_code',
    depCity: 'dep_city_code',
    arrCity: 'arr_city_code',
    flightNumber: 'market_flight_no',
    operatingFlightNumber: 'operator_flight_no',
    departure: 'flight_time',
    cabin: 'cabin_code',
  },
  searchAnswer: { offers: '?flight_offer_list', offer: '?flight_offer' },
  offer: {
    key: '?item_key',
    expiresAt: '?expire_time',
    seller: 'seller_nick',
    route: 'flight_route',
    cabins: 'flight_segment_cabin_relation',
    fares: '?flight_price_list',
    fare: '?flight_price_info',
    seats: '?seat_count',
    rules: '?refund_change_rule',
    memberRestrict: 'member_restrict',
    memberType: 'member_type',
    memberSubTypes: 'member_sub_type_list',
    memberSubType: '?number',
  },
  fare: {
    passengerType: '?passenger_type',
    sellPrice: 'sell_price',
    buildFee: 'build_price',
    oilFee: 'oil_price',
    tax: 'tax',
  },

  bookRequest: {
    root: 'create_order_request',
    outOrderNumber: 'out_order_no',
    total: 'total_price',
    adultPrice: 'adt_flight_item_price',
    adultBuildFee: 'adt_build_fee',
    adultOilFee: 'adt_oil_fee',
    childPrice: '?chd_flight_item_price',
    childBuildFee: 'chd_build_fee',
    childOilFee: '?chd_oil_fee',
    childTaxes: 'chd_total_fee',
    infantPrice: 'inf_flight_item_price',
    infantBuildFee: '?inf_build_fee',
    infantOilFee: '?inf_oil_fee',
    contact: 'contact',
    allowMember: 'allow_register_or_query_member',
    memberBuyer: 'member_buyer',
    itemKey: '?item_key',
    passengers: '?passenger_list',
  },
  contact: {
    name: 'name',
    countryCode: 'mobile_country_code',
    mobile: 'mobile_phone_number',
    phone: 'phone',
    email: 'email',
    documentType: 'credential_type',
    documentNumber: 'credential_no',
  },
  /** In requests and in `flight_book_order_detail`. */
  passenger: {
    id: '?passenger_id',
    name: 'name',
    type: 'type',
    birthday: 'birthday',
    sex: '?sex',
    nationality: '?nationality',
    documentType: 'credential_type',
    documentNumber: 'credential_no',
    documentExpiry: '?credential_expire_date',
    countryCode: 'mobile_country_code',
    mobile: 'mobile_phone_number',
    /** Which adult an infant travels with: the adult's place among the passengers, from 0. */
    guardian: '?follow_adult_index',
  },
  memberBuyer: {
    name: '?name',
    birthday: '?birthday',
    documentType: '?credential_type',
    documentNumber: '?credential_no',
    countryCode: '?mobile_country_code',
    mobile: '?mobile_phone_number',
    email: '?email',
  },
  bookAnswer: { orderId: '?order_id', outOrderNumber: '?out_order_no', total: '?total_price', payBy: '?last_pay_time' },

  payRequest: { root: '?pay_order_request', orderId: '?order_id', total: '?total_price' },
  payAnswer: { orderId: '?order_id', tradeNumber: '?alipay_trade_no', paid: '?real_pay_price' },
  closeRequest: { root: '?close_order_request', orderId: '?order_id', reason: '?close_reason' },

  orderDetailRequest: { root: '?query_order_detail_request', orderId: '?order_id', outOrderNumber: '?out_order_no' },
  order: {
    orderId: 'order_id',
    outOrderNumber: 'out_order_no',
    status: 'order_status',
    seller: 'seller_nick',
    bookTime: 'book_time',
    payTime: 'pay_time',
    total: 'total_price',
    paid: 'real_pay_price',
    tradeNumber: 'alipay_trade_no',
    route: 'flight_route',
    passengers: 'flight_book_order_detail_list',
    passengerItem: 'flight_book_order_detail',
    payBy: '?last_pay_time',
    ticketTime: '?ticket_time',
    closeTime: '?close_time',
    contact: '?contact',
  },
  route: {
    tripType: 'trip_type',
    journeys: 'flight_journey_list',
    journey: 'flight_journey',
    segments: 'flight_segment_list',
    segment: 'flight_segment',
  },
  segment: {
    id: 'id',
    marketingAirline: 'marketing_airline',
    marketingFlightNumber: 'marketing_flight_no',
    operatingAirline: 'operating_airline',
    operatingFlightNumber: 'operating_flight_no',
    codeShare: 'code_share',
    depAirport: 'dep_airport',
    depTerminal: 'dep_term',
    depTime: 'dep_time',
    arrAirport: 'arr_airport',
    arrTerminal: 'arr_term',
    arrTime: 'arr_time',
    equipment: 'equip_type',
  },
  orderPassenger: {
    passenger: 'passenger',
    price: 'flight_price',
    cabins: 'flight_segment_cabin_relation',
    tickets: '?ticket_list',
    ticket: '?ticket',
  },
  price: { sell: 'sell_price', build: 'build_price', oil: 'oil_price', tax: 'tax' },
  cabin: {
    item: 'flight_segment_item',
    segmentId: 'flight_segment_id',
    cabin: 'cabin',
    cabinClass: 'cabin_class',
    cabinClassName: 'cabin_class_name',
  },
  ticket: { number: '?ticket_no', segmentId: '?flight_segment_id', status: '?ticket_status' },

  orderListRequest: {
    root: '?query_order_list_request',
    from: '?start_time',
    to: '?end_time',
    page: '?page_no',
    pageSize: '?page_size',
  },
  orderListAnswer: { orders: '?order_list', order: '?order', total: '?total_count' },

  uploadRequest: { orderId: '?order_id', fileName: '?file_name', file: '?file' },
  uploadAnswer: { fileKey: '?file_key' },

  refundRenderRequest: {
    root: '?refund_render_request',
    orderId: '?order_id',
    applyType: 'refund_apply_type',
    passengerIds: '?passenger_id_list',
    segmentIds: '?flight_segment_id_list',
  },
  refundRenderAnswer: {
    calculated: 'calculate_success',
    fee: 'all_refund_fee',
    amount: '?refund_amount',
    renderKey: '?render_key',
    expiresAt: '?expire_time',
    lines: '?refund_fee_list',
    line: '?refund_fee_info',
  },
  refundLine: {
    passengerId: '?passenger_id',
    segmentId: '?flight_segment_id',
    fee: '?refund_fee',
    amount: '?refund_amount',
  },
  refundCreateRequest: {
    root: '?refund_create_request',
    orderId: '?order_id',
    outRefundNumber: '?out_refund_no',
    applyType: 'refund_apply_type',
    fee: 'all_refund_fee',
    renderKey: '?render_key',
    passengerIds: '?passenger_id_list',
    segmentIds: '?flight_segment_id_list',
    reason: '?refund_reason',
    attachments: '?attachment_list',
  },
  refundCreateAnswer: { refundNumber: '?refund_order_no' },
  refundDetailRequest: { root: '?refund_detail_request', orderId: '?order_id', refundNumber: '?refund_order_no' },
  refundListRequest: { root: '?refund_list_request', orderId: '?order_id' },
  refundListAnswer: { refunds: '?refund_order_list', refund: '?refund_order' },
  /** In the list as far as a summary goes, and at the root of the detail. */
  refund: {
    refundNumber: '?refund_order_no',
    outRefundNumber: '?out_refund_no',
    orderId: '?order_id',
    status: '?refund_status',
    applyType: '?refund_apply_type',
    applyTime: '?apply_time',
    fee: '?all_refund_fee',
    /** What is to come back; what did come back is in the payments. */
    amount: '?refund_amount',
    passengerIds: '?passenger_id_list',
    segmentIds: '?flight_segment_id_list',
    reason: '?refund_reason',
    refusal: '?refuse_reason',
    payments: '?refund_pay_list',
    payment: '?refund_pay',
  },
  /** Money that came back for a refund; a supplementary refund is a further one. */
  refundPayment: {
    tradeNumber: '?refund_trade_no',
    amount: '?refund_money',
    time: '?refund_time',
    supplementary: '?multi_refund_flag',
  },

  changeCreateRequest: {
    root: '?change_order_create_request',
    orderId: '?order_id',
    outChangeNumber: '?out_change_no',
    passengerIds: '?passenger_id_list',
    segments: '?change_segment_list',
  },
  changeTarget: {
    segmentId: '?flight_segment_id',
    flightNumber: '?marketing_flight_no',
    depAirport: '?dep_airport',
    arrAirport: '?arr_airport',
    depTime: '?dep_time',
    cabin: '?cabin',
  },
  changeCreateAnswer: { changeNumber: '?change_order_no' },
  changePayRequest: {
    root: '?change_order_pay_request',
    orderId: '?order_id',
    changeNumber: '?change_order_no',
    total: '?total_price',
  },
  changeCancelRequest: {
    root: '?change_order_cancel_request',
    orderId: '?order_id',
    changeNumber: '?change_order_no',
  },
  changeQueryRequest: {
    root: '?change_order_query_request',
    orderId: '?order_id',
    changeNumber: '?change_order_no',
  },
  changeQueryAnswer: { changes: '?change_order_list', change: '?change_order' },
  /** In the answer of the query, and at the root of the answer of the creation. */
  change: {
    changeNumber: '?change_order_no',
    outChangeNumber: '?out_change_no',
    orderId: '?order_id',
    status: '?status',
    changeFee: '?change_fee',
    upgradeFee: '?upgrade_fee',
    total: '?total_price',
    payBy: '?last_pay_time',
    createTime: '?create_time',
    passengerIds: '?passenger_id_list',
    segments: '?change_segment_list',
    segment: '?change_segment',
    refusal: '?refuse_reason',
  },

  flightChangeRequest: { root: 'query_flight_change_order_req', orderId: 'order_id' },
  flightChangeAnswer: {
    result: 'result',
    item: '?flight_change_order_d_t_o',
    orderId: 'order_id',
    change: 'flight_change',
  },
  /** In the answer of the query and in the message. */
  flightChange: {
    oldFlightNumber: 'old_flight_no',
    oldDate: 'old_flight_date',
    oldDepAirport: 'old_depart_code',
    oldArrAirport: 'old_arrive_code',
    oldDepTime: 'old_depart_time',
    oldArrTime: 'old_arrive_time',
    newFlightNumber: 'new_flight_no',
    newDate: 'new_flight_date',
    newDepAirport: 'new_depart_code',
    newArrAirport: 'new_arrive_code',
    newDepTime: 'new_depart_time',
    newArrTime: 'new_arrive_time',
    changeTime: 'change_time',
    changeType: 'change_type',
    subType: 'sub_type',
    reason: 'change_reason',
  },

  topic: {
    trade: 'alitrip_flight_TradeNotify',
    refund: 'alitrip_flight_RefundNotify',
    change: 'alitrip_flight_ChangeStatusNotify',
    payment: 'alitrip_flight_PayNotification',
    flightChange: 'alitrip_flight_FlightChange',
  },
  tradeMessage: {
    id: 'id',
    orderId: 'order_no',
    type: 'type',
    tradeNumber: 'trade_no',
    alipayTradeNumber: 'alipay_trade_no',
  },
  refundMessage: {
    id: 'id',
    type: 'message_type',
    orderId: 'order_no',
    refundNumber: 'refund_order_no',
    supplementary: 'multi_refund_flag',
  },
  changeMessage: { id: 'id', orderId: 'order_no', changeNumber: 'change_order_no', status: 'status' },
  flightChangeMessage: { id: 'message_id', orderId: 'order_id' },
} as const;

type Names<Table> = { readonly [Key in keyof Table]: Table[Key] extends string ? string : Names<Table[Key]> };

/** The channel's names, by what they mean. */
export type FlightNames = Names<typeof TABLE>;

/** The names as they are believed to be. */
export const FLIGHT_NAMES: FlightNames = renamed((name) => name);

/** Where in {@link FLIGHT_NAMES} a name stands that no source documents, for example `ticket.number`. */
export const ASSUMED_NAMES: readonly string[] = Object.entries(TABLE).flatMap(([group, names]) =>
  Object.entries(names as Record<string, string>)
    .filter(([, name]) => name.startsWith('?'))
    .map(([key]) => `${group}.${key}`),
);

/** The table with other names, for a test or for a platform that speaks otherwise. */
export function renamed(rename: (name: string, path: string, assumed: boolean) => string): FlightNames {
  const groups = Object.entries(TABLE).map(([group, names]) => {
    const entries = Object.entries(names as Record<string, string>).map(([key, name]) => {
      const assumed = name.startsWith('?');
      return [key, rename(assumed ? name.slice(1) : name, `${group}.${key}`, assumed)];
    });
    return [group, Object.fromEntries(entries)];
  });
  return Object.fromEntries(groups) as FlightNames;
}

/** Words and numbers with a meaning. The comment says which are documented. */
export const FLIGHT_WORDS = {
  /** `search_mode`: 2 is documented as named-flight pricing; 0 as listing comes from a public client. */
  searchMode: { listing: 0, named: 2 },
  /** `trip_type`, from a public client; 1 in the sample of the order detail too. */
  tripType: { oneWay: 1, return: 2 },
  /** `cabin_class` of the search (61643). */
  cabinClass: { ANY: 'ALL_CABIN', ECONOMY: 'Y', FIRST_OR_BUSINESS: 'FC', FIRST: 'F', BUSINESS: 'C' },
  /** `type` of a passenger: 0 in the sample is an adult; the others are assumed. */
  passengerType: { ADULT: 0, CHILD: 1, INFANT: 2 },
  /** `credential_type` (61817). */
  documentType: {
    ID_CARD: 0,
    PASSPORT: 1,
    STUDENT_CARD: 2,
    OFFICER_CARD: 3,
    HOME_RETURN_PERMIT: 4,
    TAIWAN_COMPATRIOT_PERMIT: 5,
    HONG_KONG_MACAU_PERMIT: 6,
    SEAFARER_CARD: 7,
    FOREIGN_PERMANENT_RESIDENCE: 8,
    POLICE_CARD: 10,
    SOLDIER_CARD: 11,
    TAIWAN_PERMIT: 12,
    TAIWAN_ENTRY_PERMIT: 13,
    HOUSEHOLD_REGISTER: 14,
    BIRTH_CERTIFICATE: 15,
    DRIVING_LICENCE: 16,
    HONG_KONG_MACAU_RESIDENCE_PERMIT: 17,
    TAIWAN_RESIDENCE_PERMIT: 18,
  },
  /** `sex`: assumed, as in the vacation family. */
  sex: { MALE: 0, FEMALE: 1 },
  /** `member_type`: who must be a member (seed). */
  memberType: { PASSENGER: 0, BUYER: 1 },
  /** `member_sub_type_list`: who may buy (seed). */
  memberSubType: { NEW_MEMBERS: 0, ANY_MEMBER: 1 },
  /** `order_status` is Chinese text. Only the first is documented (61919); the others are assumed. */
  orderStatus: {
    booked: '生单预定成功',
    paying: '支付中',
    paid: '支付成功',
    ticketing: '出票中',
    ticketed: '出票成功',
    /** Closed before payment. */
    closed: '订单关闭',
    /** Closed after payment; the money goes back. */
    ticketingFailed: '出票失败',
    /** Every ticket was refunded. */
    refunded: '退票成功',
  },
  /** `type` of the trade message (2208). */
  tradeMessage: { paid: '1', closed: '2', ticketed: '3' },
  /** `message_type` of the refund message (2204). */
  refundMessage: { created: 'REFUND_CREATE_MSG', closed: 'REFUND_CLOSE_MSG', succeeded: 'REFUND_SUCCESS_MSG' },
  /** `status` of a change order (2200). */
  changeStatus: { submitted: 1, awaitingPayment: 2, awaitingTicketing: 3, closed: 4, ticketed: 5 },
  /** `change_type` of a flight change (65508, 2359). */
  flightChangeType: { cancelled: 1, changed: 2 },
  /** `refund_apply_type`: 2 and 100 are documented (seed); the others are assumed. */
  refundApplyType: { VOLUNTARY: 1, SCHEDULE_CHANGE: 2, ILLNESS: 3, DENIED_BOARDING: 4, EPIDEMIC: 100 },
  /** `refund_status`: assumed, in the words of the order's status. */
  refundStatus: { requested: '退票申请中', approved: '退款中', refunded: '退票成功', closed: '退票关闭' },
  /** `ticket_status`: assumed. */
  ticketStatus: { issuing: '出票中', issued: '已出票', refunding: '退票中', refunded: '已退票', changed: '已改签' },
  /** Of the platform's own refusals, those that the seed explains; the last from the platform's table of codes. */
  platform: {
    missingSession: 26,
    ipNotOnWhiteList: 'isv.permission-ip-whitelist-limit',
    remoteTimeout: 'isp.top-remote-connection-timeout',
  },
  /** Texts of `sub_msg` or `error_msg` that the seed quotes. Compared by what they contain. */
  refusalText: {
    badRequest: '请求参数错误',
    timeout: '远程调用服务超时',
    noOffer: '搜索询价无报价',
    refundFeeChanged: '退票手续费发生变化',
    refundRuleChanged: '退票规则有更新',
  },
  /** Values of `error_code_info`; only `isv.SYSTEM_ERROR` is documented (61919), the others are assumed. */
  errorCode: {
    system: 'isv.SYSTEM_ERROR',
    badRequest: 'isv.PARAM_ERROR',
    noOffer: 'isv.NO_OFFER',
    passengerRefused: 'isv.PASSENGER_INVALID',
    orderNotFound: 'isv.ORDER_NOT_EXIST',
    offerExpired: 'isv.OFFER_EXPIRED',
    priceChanged: 'isv.PRICE_CHANGED',
    noSeats: 'isv.NO_SEAT',
    wrongStatus: 'isv.ORDER_STATUS_ERROR',
    alreadyPaid: 'isv.ORDER_ALREADY_PAID',
    refundFeeChanged: 'isv.REFUND_FEE_CHANGED',
    refundRuleChanged: 'isv.REFUND_RULE_CHANGED',
    notRefundable: 'isv.NOT_REFUNDABLE',
    notChangeable: 'isv.NOT_CHANGEABLE',
    memberRefused: 'isv.MEMBER_NOT_MATCH',
    fileRefused: 'isv.FILE_INVALID',
    outNumberUsed: 'isv.OUT_NO_REPEAT',
  },
} as const;
