import type { FlightControl, FlightOrderView } from './sandbox.ts';

/** Something that may become of an order at the channel. */
export interface FlightStep {
  /** Whether the channel tells of it by message. */
  readonly isTold: boolean;
  /** Whether it is the merchant's to do. */
  readonly isMerchants?: boolean;
  take(): unknown;
}

/** What may become of an order next: by the airlines, or by the merchant on the platform's own pages. */
export function nextSteps(control: FlightControl, order: FlightOrderView): FlightStep[] {
  const { id, status } = order;
  const to = (state: 'paid' | 'ticketing' | 'ticketed' | 'ticketingFailed' | 'closed', isTold = true): FlightStep => ({
    isTold,
    take: () => control.advanceOrder(id, { to: state }),
  });
  const moved = told(() => control.moveSchedule({ order: id, delayMinutes: 90 }));
  const movedWithoutOrder = told(() => control.moveSchedule({ order: id, delayMinutes: 45, withoutOrder: true }));
  switch (status) {
    case 'booked':
      return [to('paid'), to('closed')];
    case 'paid':
      return [to('ticketing', false), to('ticketed'), to('ticketingFailed'), moved];
    case 'ticketing':
      return [to('ticketed'), to('ticketingFailed')];
    case 'ticketed':
      return [...afterTicketing(control, order), moved, movedWithoutOrder];
    default:
      return ofRefunds(control, order);
  }
}

function afterTicketing(control: FlightControl, order: FlightOrderView): FlightStep[] {
  const { id, passengers, changes } = order;
  const changing = new Set(changes.filter(isOpen).flatMap((change) => change.passengers));
  const free = passengers.filter(
    (passenger) =>
      !changing.has(passenger.id) &&
      passenger.tickets.some(({ status }) => status === 'issued') &&
      passenger.tickets.every(({ status }) => status === 'issued' || status === 'changed'),
  );
  return [
    ...free.flatMap(({ id: passenger }) => [
      byMerchant(() => control.applyForRefund(id, { passengers: [passenger] })),
      byMerchant(() => control.applyForChange(id, { passengers: [passenger], days: 1 + changes.length })),
    ]),
    ...ofRefunds(control, order),
    ...changes.flatMap(({ id: change, status }) => {
      const to = (state: 'ticketed' | 'closed') => told(() => control.advanceChange(change, { to: state }));
      const paid = byMerchant(() => control.advanceChange(change, { to: 'awaitingTicketing' }));
      if (status === 'awaitingPayment') return [paid, to('closed')];
      return status === 'awaitingTicketing' ? [to('ticketed'), to('closed')] : [];
    }),
  ];
}

function ofRefunds(control: FlightControl, { refunds }: FlightOrderView): FlightStep[] {
  return refunds.flatMap(({ id, status, payments }) => {
    const to = (state: 'approved' | 'refunded' | 'closed', isTold = true): FlightStep => ({
      isTold,
      take: () => control.advanceRefund(id, { to: state }),
    });
    if (status === 'requested') return [to('approved', false), to('refunded'), to('closed')];
    if (status === 'approved') return [to('refunded')];
    return status === 'refunded' && payments.length === 1
      ? [told(() => control.supplementRefund(id, { amount: 0.1 }))]
      : [];
  });
}

function isOpen({ status }: FlightOrderView['changes'][number]): boolean {
  return status !== 'closed' && status !== 'ticketed';
}

function byMerchant(take: () => unknown): FlightStep {
  return { isTold: true, isMerchants: true, take };
}

function told(take: () => unknown): FlightStep {
  return { isTold: true, take };
}
