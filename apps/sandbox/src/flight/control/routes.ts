import { withBody } from '../../control/route.ts';
import type { Route } from '../../control/route.ts';
import { FlightSettingsInput } from '../settings.ts';
import {
  ChangeAdvanceInput,
  ChangeApplicationInput,
  FlightAdvanceInput,
  FlightOrderInput,
  MoveInput,
  RefundAdvanceInput,
  RefundApplicationInput,
  ScheduleInput,
  SupplementInput,
} from './inputs.ts';

/** The routes of the flight channel. */
export const FLIGHT_ROUTES: readonly Route[] = [
  withBody(FlightOrderInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/flight/orders',
    does: 'books a flight as if the merchant had; every field is optional',
    example: { from: 'BJS', to: 'XMN', adults: 2, children: 1, advance: 'ticketed' },
    run: ({ flight }, { body }) => flight.createOrder(body),
  }),
  {
    method: 'GET',
    path: '/sandbox/flight/orders',
    does: 'all flight orders with their refunds and changes, oldest first',
    run: ({ flight }) => flight.orders(),
  },
  {
    method: 'GET',
    path: '/sandbox/flight/orders/:flightOrder',
    does: 'one flight order',
    run: ({ flight }, { parameters: [id = ''] }) => flight.order(id),
  },
  withBody(FlightAdvanceInput, {
    method: 'POST',
    path: '/sandbox/flight/orders/:flightOrder/advance',
    does: 'takes an order on, through the steps that must come before',
    example: { to: 'ticketed' },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.advanceOrder(id, body),
  }),
  withBody(RefundApplicationInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/flight/orders/:ticketedOrder/refunds',
    does: 'applies for a refund as the merchant may on the platform’s own pages',
    example: { type: 'VOLUNTARY' },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.applyForRefund(id, body),
  }),
  withBody(RefundAdvanceInput, {
    method: 'POST',
    path: '/sandbox/flight/refunds/:refund/advance',
    does: 'reviews a refund: approves it, pays it back or refuses it',
    example: { to: 'refunded' },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.advanceRefund(id, body),
  }),
  withBody(SupplementInput, {
    method: 'POST',
    path: '/sandbox/flight/refunds/:refund/supplement',
    does: 'pays back more for a refund that was paid',
    example: { amount: 10.5 },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.supplementRefund(id, body),
  }),
  withBody(ChangeApplicationInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/flight/orders/:ticketedOrder/changes',
    does: 'applies for a change as the merchant may on the platform’s own pages',
    example: { days: 2 },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.applyForChange(id, body),
  }),
  withBody(ChangeAdvanceInput, {
    method: 'POST',
    path: '/sandbox/flight/changes/:change/advance',
    does: 'takes a change on, through the steps that must come before',
    example: { to: 'ticketed' },
    run: ({ flight }, { parameters: [id = ''], body }) => flight.advanceChange(id, body),
  }),
  withBody(ScheduleInput, {
    method: 'POST',
    path: '/sandbox/flight/schedule',
    does: 'moves or cancels a flight for every order on it',
    example: { order: ':flightOrder', delayMinutes: 120 },
    run: ({ flight }, { body }) => flight.moveSchedule(body),
  }),
  withBody(MoveInput, {
    method: 'POST',
    path: '/sandbox/flight/prices',
    does: 'makes every adult fare dearer or cheaper, in yuan',
    example: { by: 20 },
    run: ({ flight }, { body }) => flight.movePrices(body),
  }),
  withBody(MoveInput, {
    method: 'POST',
    path: '/sandbox/flight/refund-fees',
    does: 'makes every voluntary refund dearer or cheaper, in yuan a ticket',
    example: { by: 5 },
    run: ({ flight }, { body }) => flight.refundFeeMoves(body),
  }),
  {
    method: 'GET',
    path: '/sandbox/flight/policy',
    does: 'how the platform and the airlines behave',
    run: ({ flight }) => flight.policy(),
  },
  withBody(FlightSettingsInput, {
    method: 'PUT',
    path: '/sandbox/flight/policy',
    does: 'changes how the platform and the airlines behave; what is left out stays',
    example: { ticketingSeconds: 10, epidemic: false },
    run: ({ flight }, { body }) => flight.setPolicy(body),
  }),
];
