import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import { isTopObject, parseTopJson } from '@interline/top-client/codec';
import type { Sandbox } from '../src/index.ts';
import { post } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';

/** A day on which every flight is still to come for the sandboxes of these tests, which start on 2026-11-22. */
export const DATE = '2026-12-20';

/** A desk that buys flights by hand: it writes and reads the wire with the names that it is given. */
export interface Desk {
  readonly names: FlightNames;
  /** Calls a method with the fields of its request object; the answer as `simplify` gives it, long ids as text. */
  call(method: keyof FlightNames['method'], fields: Fields): Promise<Fields>;
  search(wish?: SearchWish): Promise<Fields[]>;
  /** Books an offer for people of these types. `change` replaces fields of the request. */
  book(offer: Fields, types?: readonly PassengerType[], change?: Fields): Promise<Fields>;
  /** Books the first offer that needs no membership, pays it and waits for the tickets. Gives the order's id. */
  ticketed(types?: readonly PassengerType[]): Promise<string>;
  pay(orderId: unknown, total: unknown): Promise<Fields>;
  detail(orderId: unknown): Promise<Fields>;
  render(orderId: unknown, more?: Fields): Promise<Fields>;
  /** Applies with exactly what was rendered, unless told otherwise. */
  refund(orderId: unknown, rendered: Fields, more?: Fields): Promise<Fields>;
  /** Asks for another flight of the day for the first segment of an order, in the class that it was bought in or `cabin`. */
  change(orderId: unknown, wish?: { readonly cabin?: string; readonly more?: Fields }): Promise<Fields>;
}

type PassengerType = keyof typeof FLIGHT_WORDS.passengerType;

/** What is searched for; everything has a default. */
export interface SearchWish {
  readonly from?: string;
  readonly to?: string;
  readonly date?: string;
  readonly cabinClass?: string;
  readonly more?: Fields;
  /** The wire's fields of a flight to price. */
  readonly flight?: Fields;
}

/** Where each method's request object goes; upload has none. */
const ROOTS = {
  search: 'searchRequest',
  book: 'bookRequest',
  pay: 'payRequest',
  close: 'closeRequest',
  orderDetail: 'orderDetailRequest',
  orderList: 'orderListRequest',
  refundRender: 'refundRenderRequest',
  refundCreate: 'refundCreateRequest',
  refundDetail: 'refundDetailRequest',
  refundList: 'refundListRequest',
  changeCreate: 'changeCreateRequest',
  changePay: 'changePayRequest',
  changeCancel: 'changeCancelRequest',
  changeQuery: 'changeQueryRequest',
  flightChangeQuery: 'flightChangeRequest',
} as const;

/** A desk of the sandbox's account that buys flights. */
export function flightDesk(sandbox: Sandbox, names: FlightNames = FLIGHT_NAMES): Desk {
  const session = sandbox.control.shops().find(({ channel }) => channel === 'flight')?.session ?? undefined;
  let booked = 0;

  const desk: Desk = {
    names,
    async call(method, fields) {
      if (method === 'upload') throw new Error('files go by multipart');
      const parameters = { session, simplify: 'true', [names[ROOTS[method]].root]: JSON.stringify(fields) };
      const answer = parseTopJson(await (await post(sandbox, names.method[method], parameters)).text());
      const fieldsOf = isTopObject(answer) ? (answer['error_response'] ?? answer) : undefined;
      if (!isTopObject(fieldsOf)) throw new Error('the answer is not an object');
      return fieldsOf;
    },
    async search({ from = 'BJS', to = 'XMN', date = DATE, cabinClass = 'ALL_CABIN', flight, more = {} } = {}) {
      const { searchRequest, direction, searchAnswer } = names;
      const answer = await desk.call('search', {
        [searchRequest.cabinClass]: cabinClass,
        [searchRequest.searchMode]: FLIGHT_WORDS.searchMode[flight ? 'named' : 'listing'],
        [searchRequest.directions]: [
          {
            [direction.depCity]: from,
            [direction.arrCity]: to,
            [direction.depDate]: date,
            ...(flight && { [direction.flights]: [flight] }),
          },
        ],
        ...more,
      });
      return answer[names.outcome.isSuccess] === true ? listIn(answer, searchAnswer.offers) : [answer];
    },
    book(offer, types = ['ADULT'], change = {}) {
      booked += 1;
      const { bookRequest, contact, passenger } = names;
      const fare = (type: PassengerType): Fields =>
        listIn(offer, names.offer.fares).find(
          (one) => one[names.fare.passengerType] === FLIGHT_WORDS.passengerType[type],
        ) ?? {};
      const total = types.reduce((sum, type) => sum + fareSum(fare(type), names), 0);
      return desk.call('book', {
        [bookRequest.outOrderNumber]: `IL${booked}`,
        [bookRequest.total]: Math.round(total * 100) / 100,
        [bookRequest.adultPrice]: fare('ADULT')[names.fare.sellPrice],
        [bookRequest.adultBuildFee]: fare('ADULT')[names.fare.buildFee],
        [bookRequest.adultOilFee]: fare('ADULT')[names.fare.oilFee],
        [bookRequest.childPrice]: fare('CHILD')[names.fare.sellPrice],
        [bookRequest.infantPrice]: fare('INFANT')[names.fare.sellPrice],
        [bookRequest.contact]: { [contact.name]: '李静', [contact.countryCode]: '86', [contact.mobile]: '13800138000' },
        [bookRequest.itemKey]: offer[names.offer.key],
        [bookRequest.passengers]: types.map((type, place) => ({
          [passenger.name]: `王伟${place}`,
          [passenger.type]: FLIGHT_WORDS.passengerType[type],
          [passenger.documentType]: FLIGHT_WORDS.documentType.ID_CARD,
          [passenger.documentNumber]: `11010119900101123${place}`,
        })),
        ...change,
      });
    },
    async ticketed(types = ['ADULT']) {
      const wish = {
        [names.searchRequest.hasChild]: types.includes('CHILD'),
        [names.searchRequest.hasInfant]: types.includes('INFANT'),
      };
      const offers = await desk.search({ cabinClass: 'Y', more: wish });
      const answer = await desk.book(offers.find((offer) => !offer[names.offer.memberRestrict]) ?? {}, types);
      const orderId = String(answer[names.bookAnswer.orderId]);
      await desk.pay(orderId, answer[names.bookAnswer.total]);
      sandbox.control.flight.advanceOrder(orderId, { to: 'ticketed' });
      return orderId;
    },
    pay: (orderId, total) => desk.call('pay', { [names.payRequest.orderId]: orderId, [names.payRequest.total]: total }),
    detail: (orderId) => desk.call('orderDetail', { [names.orderDetailRequest.orderId]: orderId }),
    render: (orderId, more = {}) =>
      desk.call('refundRender', {
        [names.refundRenderRequest.orderId]: orderId,
        [names.refundRenderRequest.applyType]: FLIGHT_WORDS.refundApplyType.VOLUNTARY,
        ...more,
      }),
    refund: (orderId, rendered, more = {}) =>
      desk.call('refundCreate', {
        [names.refundCreateRequest.orderId]: orderId,
        [names.refundCreateRequest.applyType]: FLIGHT_WORDS.refundApplyType.VOLUNTARY,
        [names.refundCreateRequest.fee]: rendered[names.refundRenderAnswer.fee],
        [names.refundCreateRequest.renderKey]: rendered[names.refundRenderAnswer.renderKey],
        ...more,
      }),
    async change(orderId, { cabin = 'Y', more = {} } = {}) {
      const { changeCreateRequest, changeTarget, segment } = names;
      const old = firstSegment(await desk.detail(orderId), names);
      const others = (await desk.search()).map((offer) => firstSegment(offer, names));
      const flight = others.find((other) => other[segment.id] !== old[segment.id]) ?? {};
      return desk.call('changeCreate', {
        [changeCreateRequest.orderId]: orderId,
        [changeCreateRequest.segments]: [
          {
            [changeTarget.segmentId]: old[segment.id],
            [changeTarget.flightNumber]: flight[segment.marketingFlightNumber],
            [changeTarget.depAirport]: flight[segment.depAirport],
            [changeTarget.arrAirport]: flight[segment.arrAirport],
            [changeTarget.depTime]: flight[segment.depTime],
            [changeTarget.cabin]: cabin,
          },
        ],
        ...more,
      });
    },
  };
  return desk;
}

/** The first segment of an order or an offer. */
export function firstSegment(object: Fields, { order, route }: FlightNames): Fields {
  const given = object[order.route];
  const [journey = {}] = isTopObject(given) ? listIn(given, route.journeys) : [];
  return listIn(journey, route.segments)[0] ?? {};
}

/** Ids of the passengers of an order, as text. */
export function passengerIds(detail: Fields, { order, orderPassenger, passenger }: FlightNames): string[] {
  return listIn(detail, order.passengers).flatMap((one) => {
    const person = one[orderPassenger.passenger];
    return isTopObject(person) ? [String(person[passenger.id])] : [];
  });
}

/** The objects of a list field. */
export function listIn(object: Fields, field: string): Fields[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isTopObject) : [];
}

/** What a fare costs in all, in yuan. */
export function fareSum(fare: Fields, { fare: name }: FlightNames): number {
  return [name.sellPrice, name.buildFee, name.oilFee].reduce((sum, field) => sum + Number(fare[field]), 0);
}
