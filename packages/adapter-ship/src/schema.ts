import type { InterlineBuilder } from '@interline/schema';

import { addDecisions } from './schema/decisions.ts';
import { addDetailTypes } from './schema/detail-types.ts';
import { addReportRefund } from './schema/report-refund.ts';
import { addReportTickets } from './schema/report-tickets.ts';
import { addShipOrder } from './schema/ship-order.ts';
import { addShipParts } from './schema/ship-parts.ts';

/** Adds the types of ship orders, and the mutations that decide orders and report tickets and refunds. */
export function extendSchema(builder: InterlineBuilder): void {
  addShipOrder(builder, addDetailTypes(builder));
  addShipParts(builder);
  addDecisions(builder);
  addReportTickets(builder);
  addReportRefund(builder);
}
