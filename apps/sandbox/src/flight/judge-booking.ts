import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { departureOn } from './inventory/flights.ts';
import type { Inventory } from './inventory/inventory.ts';
import { offerFares, offerSeats, readOfferKey } from './inventory/offers.ts';
import type { Offer } from './inventory/offers.ts';
import { refused } from './methods/method.ts';
import type { Outcome } from './methods/method.ts';
import type { Booking } from './methods/read-booking.ts';
import { fareTotal, sumFares } from './order.ts';
import type { Fare, PassengerType, Traveller } from './order.ts';

/** A booking that can be done: what is bought, and what each type of passenger pays for each leg. */
export interface JudgedBooking {
  readonly kind: 'possible';
  readonly offer: Offer;
  readonly fares: Readonly<Record<PassengerType, readonly Fare[]>>;
}

type Refusal = Outcome & { kind: 'refused' };

const MOST_PASSENGERS = 9;
const YEAR = 365.25 * 86_400_000;

/** Checks everything that the platform checks before it books: offer, passengers, membership, seats, prices. */
export function judgeBooking(booking: Booking, inventory: Inventory, now: number): JudgedBooking | Refusal {
  const offer = readOfferKey(booking.itemKey, inventory);
  const [first] = offer?.legs ?? [];
  if (!offer || !first) return refused('offerExpired', '报价不存在，请重新搜索');
  const departure = departureOn(first.flight, first.date);
  if (offer.expiresAt <= now || departure <= now) return refused('offerExpired', '报价已失效，请重新搜索');

  const refusal = judgeTravellers(booking.travellers, departure) ?? judgeMembership(booking, offer);
  if (refusal) return refusal;

  const seats = booking.travellers.filter(({ type }) => type !== 'INFANT').length;
  if (offerSeats(offer, inventory) < seats) return refused('noSeats', '舱位已售完，请重新搜索');
  const fares = {
    ADULT: offerFares('ADULT', offer, inventory) ?? [],
    CHILD: offerFares('CHILD', offer, inventory) ?? [],
    INFANT: offerFares('INFANT', offer, inventory) ?? [],
  };
  return judgePrices(booking, fares) ?? { kind: 'possible', offer, fares };
}

function judgeTravellers(travellers: readonly Traveller[], departure: number): Refusal | undefined {
  const count = (type: PassengerType): number => travellers.filter((traveller) => traveller.type === type).length;
  const wrong = (text: string): Refusal => refused('passengerRefused', text);
  if (travellers.length === 0 || travellers.length > MOST_PASSENGERS) return wrong('乘机人数须为1至9人');
  if (count('ADULT') === 0) return wrong('儿童、婴儿须有成人陪同');
  if (count('INFANT') > count('ADULT')) return wrong('一名成人只能携带一名婴儿');
  const documents = new Set(travellers.map(({ documentType, documentNumber }) => `${documentType} ${documentNumber}`));
  if (documents.size < travellers.length) return wrong('乘机人证件重复');
  const known: readonly number[] = Object.values(FLIGHT_WORDS.documentType);
  for (const [place, traveller] of travellers.entries()) {
    if (!known.includes(traveller.documentType)) return wrong(`第${place + 1}位乘机人证件类型不支持`);
    if (!hasAgeOfType(traveller, departure)) return wrong(`第${place + 1}位乘机人年龄与乘客类型不符`);
    if (traveller.guardian !== undefined && travellers[traveller.guardian]?.type !== 'ADULT') {
      return wrong(`第${place + 1}位乘机人的陪同人不是成人`);
    }
  }
  return undefined;
}

/** Infants are under 2 and children under 12 on the day of departure; without a birthday nobody can tell. */
function hasAgeOfType({ type, birthday }: Traveller, departure: number): boolean {
  if (birthday === undefined) return true;
  const age = (departure - Date.parse(birthday)) / YEAR;
  if (type === 'INFANT') return age >= 0 && age < 2;
  return type === 'CHILD' ? age >= 2 && age < 12 : age >= 12;
}

function judgeMembership({ allowMember, missingOfMember }: Booking, { product }: Offer): Refusal | undefined {
  if (!product.member) return undefined;
  if (!allowMember) return refused('memberRefused', '会员价商品须允许注册或查询会员');
  if (product.member.type === 'PASSENGER') return undefined;
  if (!missingOfMember) return refused('memberRefused', '缺少购买人会员信息');
  return missingOfMember.length > 0
    ? refused('memberRefused', `购买人会员信息不完整：${missingOfMember.join('，')}`)
    : undefined;
}

function judgePrices(
  { travellers, fares: stated, childTaxes, total }: Booking,
  fares: Readonly<Record<PassengerType, readonly Fare[]>>,
): Refusal | undefined {
  const changed = refused('priceChanged', '价格发生变化，请重新搜索');
  for (const type of new Set(travellers.map((traveller) => traveller.type))) {
    if (fares[type].length === 0) return refused('passengerRefused', '该报价不支持婴儿');
    const { sell, build, oil } = sumFares(fares[type]);
    if (stated[type].sell !== sell) return changed;
    if ((stated[type].build ?? build) !== build || (stated[type].oil ?? oil) !== oil) return changed;
    if (type === 'CHILD' && (childTaxes ?? build + oil) !== build + oil) return changed;
  }
  const sum = travellers.reduce((so, { type }) => so + fareTotal(sumFares(fares[type])), 0);
  return sum === total ? undefined : changed;
}
