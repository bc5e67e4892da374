import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import { parseTopTime } from '@interline/top-client/codec';
import type { Random } from '../random.ts';
import { credentialNumber } from '../vacation/credentials.ts';
import { inventPerson } from '../vacation/people.ts';
import type { ShipContext } from './context.ts';
import type { ShipOrder, ShipPassenger } from './order.ts';
import { priceFor, SAILINGS } from './sailings.ts';
import type { Sailing } from './sailings.ts';

const DAY = 86_400_000;
/** China is eight hours ahead of UTC all year. */
const CHINA_MS = 8 * 3_600_000;
/** Of the vacation channel's documents the identity card. */
const ID_CARD = 0;

/** What an order shall be like; everything left out is drawn. */
export interface ShipWish {
  readonly sailing?: Sailing | undefined;
  /** Day of departure in China, `yyyy-MM-dd`. */
  readonly date?: string | undefined;
  readonly adults?: number | undefined;
  readonly children?: number | undefined;
  readonly played?: boolean;
}

/** Invents an order that a buyer has placed and paid. The same place among the orders gives the same people. */
export function inventShipOrder(context: ShipContext, shop: string, wish: ShipWish): ShipOrder {
  const { clock, identities, settings, store } = context;
  const random = context.random.fork(`order ${store.all().length}`);
  const placedAt = Math.floor(clock.now().getTime() / 1000) * 1000;
  const sailing = wish.sailing ?? random.pick(SAILINGS);
  const date = wish.date ?? new Date(placedAt + CHINA_MS + random.integer(2, 30) * DAY).toISOString().slice(0, 10);
  const adults = wish.adults ?? random.integer(1, 3);
  const children = wish.children ?? (random.chance(0.2) ? 1 : 0);
  const types = [...Array<'ADULT'>(adults).fill('ADULT'), ...Array<'CHILD'>(children).fill('CHILD')];
  const id = identities.nextOrder();
  const hasPassengerIds = settings.settings().passengerIds;
  const passengers = types.map((type, index): ShipPassenger => ({
    id: hasPassengerIds ? String(identities.nextMessage()) : String(index + 1),
    ...person(random, placedAt),
    type,
    price: sailing.fares.reduce((sum, fare) => sum + priceFor(fare, type), 0),
  }));
  return {
    id,
    shop,
    placedAt,
    sailing,
    departure: parseTopTime(`${date} ${sailing.time}`).getTime(),
    contact: { ...person(random, placedAt), mobile: `138${random.digits(8)}` },
    passengers,
    hasPassengerIds,
    ticketCount: passengers.length * sailing.fares.length,
    total: passengers.reduce((sum, { price }) => sum + price, 0),
    tradeNumber: `${date.slice(0, 4)}1122220014${random.digits(14)}`,
    played: wish.played ?? false,
    status: 'placed',
    agentOrderNumber: undefined,
    refusal: undefined,
    pickUp: undefined,
    tickets: [],
    returns: [],
    returned: 0,
    firstReport: undefined,
    returnReports: [],
    problems: [],
  };
}

function person(random: Random, now: number): Pick<ShipPassenger, 'name' | 'documentType' | 'documentNumber'> {
  const { name, birthday, sex } = inventPerson(random, now);
  return {
    name,
    documentType: SHIP_WORDS.documentType.ID_CARD,
    documentNumber: credentialNumber(random, { type: ID_CARD, birthday, sex }),
  };
}
