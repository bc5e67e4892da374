import type { FlightContext } from './context.ts';
import { dayOf } from './inventory/flights.ts';
import { moveSchedule } from './move-schedule.ts';
import type { FlightOrder } from './order.ts';

/** Moves a flight of some ticketed order now and then, as often as the settings say. */
export function playSchedule(context: FlightContext): void {
  const { clock, random, settings, store } = context;
  const own = random.fork('schedule');
  let stopNext: (() => void) | undefined;
  const wait = (): void => {
    stopNext?.();
    const { scheduleSeconds } = settings.settings();
    if (scheduleSeconds === 0) return;
    stopNext = clock.schedule(scheduleSeconds * 1000, () => {
      moveOne();
      wait();
    });
  };
  const moveOne = (): void => {
    const orders = store.all().filter((order) => isMovable(order, clock.now().getTime()));
    if (orders.length === 0) return;
    const [segment] = own.pick(orders).journeys.flat();
    if (!segment) return;
    moveSchedule(context, {
      flightNumber: segment.flightNumber,
      date: dayOf(segment.departure),
      cancelled: own.chance(0.2),
      delayMinutes: own.integer(3, 24) * 10,
      newFlightNumber: undefined,
      reason: own.pick(['航空公司计划调整', '天气原因', '流量控制']),
      withoutOrder: own.chance(0.2),
    });
  };
  settings.watch(wait);
  wait();
}

/** Whether an airline would still move a flight of the order; each is moved once at most. */
function isMovable({ status, flightChanges, journeys }: FlightOrder, now: number): boolean {
  const [segment] = journeys.flat();
  return status === 'ticketed' && flightChanges.length === 0 && segment !== undefined && segment.departure > now;
}
