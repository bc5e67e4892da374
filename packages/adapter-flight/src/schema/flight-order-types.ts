import type { InterlineBuilder } from '@interline/schema';

import { addDetailTypes } from './detail-types.ts';
import { addFlightChange } from './flight-change.ts';
import { addFlightItem } from './flight-item.ts';
import { addFlightOrder } from './flight-order.ts';
import { addFlightRefund } from './flight-refund.ts';
import { addFlightTicket } from './flight-ticket.ts';
import { addFlightTraveller } from './flight-traveller.ts';

/** Adds what a flight order is made of, each behind its shared interface. */
export function addFlightOrderTypes(builder: InterlineBuilder): void {
  const types = addDetailTypes(builder);
  addFlightOrder(builder, types);
  addFlightItem(builder, types);
  addFlightTraveller(builder);
  addFlightRefund(builder, types);
  addFlightChange(builder, types);
  addFlightTicket(builder);
}
