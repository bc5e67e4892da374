import type { InterlineBuilder } from '@interline/schema';

import { addBooking } from './booking/schema.ts';
import { addChanges } from './changes/schema.ts';
import { addRefunds } from './refunds/schema.ts';
import { addFlightOrderTypes } from './schema/flight-order-types.ts';
import { addSearch } from './search/schema.ts';

/** Adds the types of flight orders, the search, and the mutations that book, pay, refund and change. */
export function extendSchema(builder: InterlineBuilder): void {
  addFlightOrderTypes(builder);
  addBooking(builder, addSearch(builder));
  addRefunds(builder);
  addChanges(builder);
}
