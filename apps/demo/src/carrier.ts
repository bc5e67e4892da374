/** An order of the sandbox, as far as it is needed here. */
interface TicketedOrder {
  readonly id: string;
  readonly status: string;
}

/** Plays the airline that moves a flight now and then. */
export interface Carrier {
  /** Moves the flight of the latest order with tickets whose flight it has not moved yet. */
  moveAFlight(): Promise<void>;
}

/** @param url the sandbox's address */
export function createCarrier(url: string): Carrier {
  const moved = new Set<string>();
  return {
    async moveAFlight() {
      const orders = (await (await fetch(`${url}/sandbox/flight/orders`)).json()) as TicketedOrder[];
      const order = orders.findLast(({ id, status }) => status === 'ticketed' && !moved.has(id));
      if (!order) return;
      moved.add(order.id);
      await fetch(`${url}/sandbox/flight/schedule`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ order: order.id, delayMinutes: 95 }),
      });
    },
  };
}
