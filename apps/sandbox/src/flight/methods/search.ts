import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Method } from '../../gateway/method.ts';
import { list } from '../../gateway/value.ts';
import type { AnswerObject } from '../../gateway/value.ts';
import type { FlightContext } from '../context.ts';
import { findOffers } from '../inventory/find-offers.ts';
import type { SearchDirection, SearchWish } from '../inventory/find-offers.ts';
import { offerFares, offerKey, offerSeats } from '../inventory/offers.ts';
import type { Offer } from '../inventory/offers.ts';
import { sumFares } from '../order.ts';
import type { PassengerType } from '../order.ts';
import { mandatory } from '../request.ts';
import type { RequestFields } from '../request.ts';
import { cabinFields, listed, routeFields, time, yuan } from '../wire.ts';
import { done, flightMethod, refused } from './method.ts';

/** Seats that an offer shows at most. */
const SHOWN_SEATS = 9;

/** `alitrip.flight.service.search` (61643). */
export function searchMethod(context: FlightContext): Method {
  const { names, inventory, clock, settings } = context;
  return flightMethod(context, {
    name: names.method.search,
    root: names.searchRequest.root,
    read: (request) => readWish(request, names),
    handle(wish) {
      const { slowListing, offerSeconds } = settings.settings();
      if (slowListing && !wish.named) return { kind: 'timed-out' };
      const now = Math.floor(clock.now().getTime() / 1000) * 1000;
      const offers = findOffers(inventory, wish, { now, expiresAt: now + offerSeconds * 1000 });
      if (offers.length === 0) return refused('noOffer', FLIGHT_WORDS.refusalText.noOffer);
      return done({
        [names.searchAnswer.offers]: list(
          names.searchAnswer.offer,
          offers.map((offer) => offerFields(offer, wish, context)),
        ),
      });
    },
  });
}

function readWish(request: RequestFields, { searchRequest: name, direction, namedFlight }: FlightNames): SearchWish {
  const words = FLIGHT_WORDS.cabinClass;
  const cabinClass = request.text(name.cabinClass) ?? words.ANY;
  const readDirection = (given: RequestFields): SearchDirection => ({
    from: mandatory(given.text(direction.depCity), direction.depCity),
    to: mandatory(given.text(direction.arrCity), direction.arrCity),
    date: mandatory(given.text(direction.depDate), direction.depDate),
    flights: given.objects(direction.flights).map((flight) => ({
      flightNumber: mandatory(flight.text(namedFlight.flightNumber), namedFlight.flightNumber),
      operatingFlightNumber: flight.text(namedFlight.operatingFlightNumber),
      depAirport: mandatory(flight.text(namedFlight.depAirport), namedFlight.depAirport),
      arrAirport: mandatory(flight.text(namedFlight.arrAirport), namedFlight.arrAirport),
      departure: mandatory(flight.instant(namedFlight.departure), namedFlight.departure),
      cabin: flight.text(namedFlight.cabin),
    })),
  });
  const directions = request.objects(name.directions);
  return {
    named: request.integer(name.searchMode) === FLIGHT_WORDS.searchMode.named,
    cabinClasses: (['ECONOMY', 'BUSINESS', 'FIRST'] as const).filter((candidate) => {
      if (cabinClass === words.ANY) return true;
      if (cabinClass === words.FIRST_OR_BUSINESS) return candidate !== 'ECONOMY';
      return cabinClass === words[candidate];
    }),
    directions: mandatory(directions.length === 0 ? undefined : directions, name.directions).map(readDirection),
    adults: request.integer(name.adults) ?? 1,
    children: request.integer(name.children) ?? (request.flag(name.hasChild) ? 1 : 0),
    infants: request.integer(name.infants) ?? (request.flag(name.hasInfant) ? 1 : 0),
  };
}

function offerFields(offer: Offer, wish: SearchWish, { names, inventory }: FlightContext): AnswerObject {
  const { offer: name, fare: fareName } = names;
  const { member, seller } = offer.product;
  const segments = offer.legs.map((leg) => inventory.segment(leg));
  const cabins = offer.legs.map(({ cabin }, place) => ({
    segmentId: segments[place]?.id ?? '',
    cabin: cabin.code,
    cabinClass: cabin.cabinClass,
  }));
  const types: PassengerType[] = [
    'ADULT',
    ...(wish.children > 0 ? ['CHILD' as const] : []),
    ...(wish.infants > 0 ? ['INFANT' as const] : []),
  ];
  const fares = types.flatMap((type): AnswerObject[] => {
    const perLeg = offerFares(type, offer, inventory);
    if (!perLeg) return [];
    const { sell, build, oil } = sumFares(perLeg);
    return [
      {
        [fareName.passengerType]: FLIGHT_WORDS.passengerType[type],
        [fareName.sellPrice]: yuan(sell),
        [fareName.buildFee]: yuan(build),
        [fareName.oilFee]: yuan(oil),
        [fareName.tax]: yuan(build + oil),
      },
    ];
  });
  return {
    [name.key]: offerKey(offer),
    [name.expiresAt]: time(offer.expiresAt),
    [name.seller]: seller,
    [name.route]: routeFields(
      offer.legs.length > 1 ? 'return' : 'oneWay',
      segments.map((segment) => [segment]),
      names,
    ),
    [name.cabins]: cabinFields(cabins, names),
    [name.fares]: listed(name.fare, fares),
    [name.seats]: Math.min(SHOWN_SEATS, offerSeats(offer, inventory)),
    [name.rules]: '起飞前7天以上退票收取票价10%，48小时以上20%，4小时以上40%，4小时内80%；改签收取上述费用的一半及差价',
    ...(member && {
      [name.memberRestrict]: member.restriction,
      [name.memberType]: FLIGHT_WORDS.memberType[member.type],
      [name.memberSubTypes]: list(
        name.memberSubType,
        member.subTypes.map((type) => FLIGHT_WORDS.memberSubType[type]),
      ),
    }),
  };
}
