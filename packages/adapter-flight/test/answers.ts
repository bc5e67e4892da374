import { REQUEST_ID, responseRoot, stringifyTopJson } from '@interline/top-client/codec';

import { composeAnswers } from '../src/mapping/answers.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';

/** Facts of an answer by what they mean; the table gives them their names. */
export type Facts = Readonly<Record<string, unknown>>;

const names = FLIGHT_NAMES;
type Group = keyof typeof names;

/** The facts under the names that a group of the table gives them. */
export function named(group: Group, facts: Facts): Facts {
  const table: Readonly<Record<string, string>> = names[group];
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => {
      const name = table[key];
      if (name === undefined) throw new Error(`${group} has no ${key}`);
      return [name, value];
    }),
  );
}

/** A list as the gateway writes it, in the envelope of its elements' type. */
export function enveloped(inner: string, elements: readonly unknown[]): object {
  return { [inner]: elements };
}

/** The text of an answer that says yes. */
export function answer(method: keyof typeof names.method, fields: object, requestId = 'r1'): string {
  const content = { ...named('outcome', { isSuccess: true }), ...fields, [REQUEST_ID]: requestId };
  return stringifyTopJson({ [responseRoot(names.method[method])]: content });
}

/** The flight of the official sample, a day later. */
export const SEGMENT = {
  id: 'CZ8957PKXXMN1201',
  marketingAirline: 'CZ',
  marketingFlightNumber: 'CZ8957',
  operatingAirline: 'MF',
  operatingFlightNumber: 'MF8202',
  codeShare: true,
  depAirport: 'PKX',
  depTerminal: 'T1',
  depTime: '2026-12-01 07:30:00',
  arrAirport: 'XMN',
  arrTerminal: 'T3',
  arrTime: '2026-12-01 10:45:00',
  equipment: '320',
};

/** The flight back. */
export const SEGMENT_BACK = {
  ...SEGMENT,
  id: 'CZ8958XMNPKX1205',
  marketingFlightNumber: 'CZ8958',
  operatingFlightNumber: 'MF8201',
  depAirport: 'XMN',
  depTime: '2026-12-05 20:10:00',
  arrAirport: 'PKX',
  arrTime: '2026-12-05 23:20:00',
};

/** A route with one journey per flight. */
export function route(...segments: readonly Facts[]): Facts {
  const journeys = segments.map((segment) =>
    named('route', { segments: enveloped(names.route.segment, [named('segment', segment)]) }),
  );
  return named('route', {
    tripType: segments.length === 2 ? FLIGHT_WORDS.tripType.return : FLIGHT_WORDS.tripType.oneWay,
    journeys: enveloped(names.route.journey, journeys),
  });
}

/** Who flies in the samples. Nothing of it may show outside of a traveller's personal data. */
export const PERSON = {
  id: 9_007_199_254_740_993n,
  name: '欧阳春晓',
  type: FLIGHT_WORDS.passengerType.ADULT,
  birthday: '1988-04-17',
  sex: FLIGHT_WORDS.sex.FEMALE,
  nationality: 'CN',
  documentType: FLIGHT_WORDS.documentType.ID_CARD,
  documentNumber: '110101198804170024',
  documentExpiry: '2038-04-17',
  countryCode: '86',
  mobile: '13976048428',
  guardian: 0,
};

/** Another one. */
export const SECOND_PERSON = {
  ...PERSON,
  id: 9_007_199_254_740_994n,
  name: '司马长风',
  birthday: '2017-09-30',
  type: FLIGHT_WORDS.passengerType.CHILD,
  documentNumber: '110101201709300011',
  mobile: '13976048429',
};

/** One of the passengers of an order. */
export function passenger(person: Facts, facts: Facts = {}, tickets: readonly Facts[] = []): Facts {
  const { cabins = [SEGMENT.id], ...others } = facts as { cabins?: readonly string[] };
  const cabin = (segmentId: string) =>
    named('cabin', { segmentId, cabin: 'T', cabinClass: FLIGHT_WORDS.cabinClass.ECONOMY, cabinClassName: '经济舱' });
  return named('orderPassenger', {
    passenger: named('passenger', person),
    price: named('price', { sell: 420, build: 40, oil: 40, tax: 90 }),
    cabins: enveloped(names.cabin.item, cabins.map(cabin)),
    ...(tickets.length === 0
      ? {}
      : {
          tickets: enveloped(
            names.orderPassenger.ticket,
            tickets.map((ticket) => named('ticket', ticket)),
          ),
        }),
    ...others,
  });
}

/** An adult and a child, and how an order's items are called after them. */
export const COUPLE = [passenger(PERSON), passenger(SECOND_PERSON)];
export const [ADULT, CHILD] = [String(PERSON.id), String(SECOND_PERSON.id)];

const CONTACT = named('contact', {
  name: '上官明月',
  countryCode: '86',
  mobile: '13676048430',
  phone: '0571-88155188',
  email: 'mingyue@example.com',
  documentType: FLIGHT_WORDS.documentType.PASSPORT,
  documentNumber: 'E98765432',
});

/** The answer of the order's detail: paid and ticketed for one passenger, but for what a test is about. */
export function orderAnswer(facts: Facts = {}, passengers: readonly unknown[] = [passenger(PERSON)]): string {
  return answer('orderDetail', orderFields(facts, passengers));
}

/** The fields of {@link orderAnswer}. */
export function orderFields(facts: Facts = {}, passengers: readonly unknown[] = [passenger(PERSON)]): Facts {
  return named('order', {
    orderId: 1_188_515_074_720_535_309n,
    outOrderNumber: 'ILa1b2c3',
    status: FLIGHT_WORDS.orderStatus.ticketed,
    seller: '南航旗舰店',
    bookTime: '2026-11-22 12:00:00',
    payTime: '2026-11-22 12:05:00',
    payBy: '2026-11-22 12:30:00',
    ticketTime: '2026-11-22 12:10:00',
    total: 500,
    paid: 500,
    tradeNumber: '2026112222001188',
    route: route(SEGMENT),
    contact: CONTACT,
    passengers: enveloped(names.order.passengerItem, passengers),
    ...facts,
  });
}

/** A refund of {@link refundAnswers}. */
export function refund(facts: Facts = {}, payments: readonly Facts[] = []): Facts {
  return named('refund', {
    refundNumber: 70_191_382_000_000_001n,
    outRefundNumber: 'ILd4e5f6',
    orderId: 1_188_515_074_720_535_309n,
    status: FLIGHT_WORDS.refundStatus.requested,
    applyType: FLIGHT_WORDS.refundApplyType.VOLUNTARY,
    applyTime: '2026-11-23 09:00:00',
    fee: 84,
    amount: 416,
    ...(payments.length === 0
      ? {}
      : {
          payments: enveloped(
            names.refund.payment,
            payments.map((payment) => named('refundPayment', payment)),
          ),
        }),
    ...facts,
  });
}

/** The list of refunds and the detail of each. */
export function refundAnswers(...refunds: readonly Facts[]): { refundList: string; refundDetails: string[] } {
  const { refundNumber, status } = names.refund;
  const lines = refunds.map((each) => ({ [refundNumber]: each[refundNumber], [status]: each[status] }));
  return {
    refundList: answer('refundList', {
      [names.refundListAnswer.refunds]: enveloped(names.refundListAnswer.refund, lines),
    }),
    refundDetails: refunds.map((each) => answer('refundDetail', each)),
  };
}

/** The answer of the query for changes. */
export function changesAnswer(...changes: readonly Facts[]): string {
  const elements = changes.map((facts) =>
    named('change', {
      changeNumber: 60_191_382_000_000_001n,
      outChangeNumber: 'ILaa11',
      orderId: 1_188_515_074_720_535_309n,
      status: FLIGHT_WORDS.changeStatus.awaitingPayment,
      changeFee: 50,
      upgradeFee: '30.50',
      total: 80.5,
      payBy: '2026-11-24 10:30:00',
      createTime: '2026-11-24 10:00:00',
      passengerIds: enveloped('number', [PERSON.id]),
      segments: enveloped(names.change.segment, [
        named('changeTarget', {
          segmentId: SEGMENT.id,
          flightNumber: 'CZ8961',
          depAirport: 'PKX',
          arrAirport: 'XMN',
          depTime: '2026-12-02 09:00:00',
          cabin: 'V',
        }),
      ]),
      ...facts,
    }),
  );
  return answer('changeQuery', {
    [names.changeQueryAnswer.changes]: enveloped(names.changeQueryAnswer.change, elements),
  });
}

/** What the airline did to {@link SEGMENT}: it leaves two hours later. */
export const FLIGHT_CHANGE = {
  oldFlightNumber: 'CZ8957',
  oldDate: '2026-12-01',
  oldDepAirport: 'PKX',
  oldArrAirport: 'XMN',
  oldDepTime: '2026-12-01 07:30:00',
  oldArrTime: '2026-12-01 10:45:00',
  newFlightNumber: 'CZ8957',
  newDate: '2026-12-01',
  newDepAirport: 'PKX',
  newArrAirport: 'XMN',
  newDepTime: '2026-12-01 09:30:00',
  newArrTime: '2026-12-01 12:45:00',
  changeTime: '2026-11-25 08:00:00',
  changeType: FLIGHT_WORDS.flightChangeType.changed,
  subType: 3,
  reason: '天气原因',
};

/** The answer of the query for flight changes. */
export function flightChangesAnswer(...changes: readonly Facts[]): string {
  const elements = changes.map((facts) => ({
    ...named('flightChangeAnswer', { orderId: 1_188_515_074_720_535_309n }),
    [names.flightChangeAnswer.change]: named('flightChange', facts),
  }));
  return answer('flightChangeQuery', {
    [names.flightChangeAnswer.result]: enveloped(names.flightChangeAnswer.item, elements),
  });
}

/** What the mapping makes of an order's detail, and of what else was asked. */
export function mapped(order: string, more: Omit<Parameters<typeof composeAnswers>[0], 'order'> = {}) {
  return mapOrder(composeAnswers({ order, ...more }));
}
