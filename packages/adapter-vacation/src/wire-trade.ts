import type { z } from 'zod';

import type { Camelised } from './read-wire.ts';
import type { tradeResult } from './wire/order.ts';

/** An order as the channel sent it, in camel case, with the wire's values read. */
export type WireTrade = Camelised<z.output<typeof tradeResult>>;
/** A sub-order of it. */
export type WireItem = NonNullable<WireTrade['subOrders']>[number];
/** A traveller or contact of a sub-order. */
export type WirePerson = NonNullable<WireItem['contactor']>;
/** A promotion on the order or a sub-order. */
export type WirePromotion = NonNullable<WireTrade['promotionDetails']>[number];
