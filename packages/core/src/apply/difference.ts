import type { OrderEventType } from '../order-event.ts';
import type { JsonObject } from '../snapshot.ts';

/** One thing that changed, as the timeline will tell it. */
export interface Difference {
  readonly type: OrderEventType;
  readonly itemReference: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly data: JsonObject;
}
