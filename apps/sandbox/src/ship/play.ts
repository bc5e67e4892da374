import type { Random } from '../random.ts';
import type { ShipContext } from './context.ts';
import type { ShipOrder, ShipTicket } from './order.ts';
import type { ShipPlatform } from './platform.ts';

/** How often an order that goes nowhere is gone on with. */
const MOST_STEPS = 30;

/**
 * Lets buyers buy ship tickets and give some back, as often as the settings say, while there is somebody to call.
 * Orders of the run before are gone on with.
 */
export function playShips(
  { clock, random, settings, store }: ShipContext,
  platform: ShipPlatform,
  place: () => ShipOrder | undefined,
  signal: AbortSignal,
): void {
  let stopNext: (() => void) | undefined;

  const start = (): void => {
    stopNext?.();
    const { rate, target } = settings.settings();
    if (rate === 0 || target === null) return;
    stopNext = clock.schedule(60_000 / rate, () => {
      const order = place();
      if (order) void goOn(order, random.fork(`buyer of ${order.id}`));
      start();
    });
  };

  const goOn = async (order: ShipOrder, own: Random): Promise<void> => {
    for (let steps = 0; steps < MOST_STEPS && !signal.aborted; steps += 1) {
      if (!(await step(order, own))) return;
      await pause(settings.settings().pace * 1000 * (0.3 + 1.4 * own.next()));
    }
  };

  /** Takes the next step; false when there is none. */
  const step = async (order: ShipOrder, own: Random): Promise<boolean> => {
    switch (order.status) {
      case 'placed':
        await platform.create(order);
        return true;
      case 'locked':
      case 'issuing':
        await platform.confirm(order);
        return true;
      case 'issued':
        return giveBack(order, own);
      case 'failed':
      case 'refused':
        return false;
    }
  };

  const giveBack = async (order: ShipOrder, own: Random): Promise<boolean> => {
    const open = order.returns.find(({ status }) => status === 'asked' || status === 'processing');
    if (open) {
      if (open.status === 'asked') await platform.refund(order, open);
      else await platform.query(order);
      return true;
    }
    if (order.returns.length > 0 || !own.chance(settings.settings().refunds)) return false;
    const fees = await platform.quoteRefund(order);
    const chosen = own.chance(0.5) ? order.tickets : ticketsOfOne(order);
    const ticketIds = chosen.map(({ id }) => id);
    await platform.refund(order, { ticketIds, surcharges: fees && feesOf(fees, ticketIds) });
    return true;
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(ms, resolve);
    });

  settings.watch(start);
  start();
  for (const order of store.all()) if (order.played) void goOn(order, random.fork(`buyer of ${order.id}, later`));
}

/** The fees of some tickets. */
export function feesOf(fees: ReadonlyMap<string, number>, ticketIds: readonly string[]): Record<string, number> {
  return Object.fromEntries([...fees].filter(([id]) => ticketIds.includes(id)));
}

function ticketsOfOne({ tickets, passengers: [first] }: ShipOrder): readonly ShipTicket[] {
  return tickets.filter(({ passengerId }) => passengerId === first?.id);
}
