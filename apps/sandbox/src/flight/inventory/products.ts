import type { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { Flight } from './flights.ts';

/** A rule that only members, old or new, may buy. */
export interface MemberRule {
  readonly restriction: string;
  readonly type: keyof typeof FLIGHT_WORDS.memberType;
  readonly subTypes: readonly (keyof typeof FLIGHT_WORDS.memberSubType)[];
}

/** A way in which a seller offers the seats of a flight. */
export interface Product {
  readonly id: string;
  readonly seller: string;
  /** Its price in hundredths of the fare. */
  readonly percent: number;
  /** False when the seller has no fares for infants. */
  readonly infants: boolean;
  readonly member: MemberRule | undefined;
}

/** What is offered on every flight, and what a change is priced with. */
export const STANDARD_PRODUCT: Product = {
  id: 'standard',
  seller: '飞猪京杭自营',
  percent: 100,
  infants: true,
  member: undefined,
};

/** What is offered on a flight beside the standard, by the flight's place on its route. */
const OTHERS: readonly Product[] = [
  {
    id: 'passenger-member',
    seller: '航司旗舰店',
    percent: 95,
    infants: true,
    member: { restriction: '乘机人须为航司会员', type: 'PASSENGER', subTypes: ['ANY_MEMBER'] },
  },
  {
    id: 'buyer-member',
    seller: '航司旗舰店',
    percent: 93,
    infants: true,
    member: { restriction: '购买人须为航司新会员', type: 'BUYER', subTypes: ['NEW_MEMBERS'] },
  },
  { id: 'without-infants', seller: '云程票务', percent: 98, infants: false, member: undefined },
];

/** The products of a flight: always the standard; the first flights of a route have another each. */
export function productsOf({ place }: Flight): readonly Product[] {
  const other = OTHERS[place];
  return other ? [STANDARD_PRODUCT, other] : [STANDARD_PRODUCT];
}

/** The product of this id, wherever it is offered. */
export function productById(id: string): Product | undefined {
  return [STANDARD_PRODUCT, ...OTHERS].find((product) => product.id === id);
}
