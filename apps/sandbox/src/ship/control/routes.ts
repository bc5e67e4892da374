import { withBody } from '../../control/route.ts';
import type { Route } from '../../control/route.ts';
import { ShipSettingsInput } from '../settings.ts';
import { ShipCallsQuery, ShipOrderInput, ShipRefundInput } from './inputs.ts';

/** The routes of the ship channel. */
export const SHIP_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/sandbox/ship/policy',
    does: 'whom the platform calls, and how it, its buyers and the reservation system behave',
    run: ({ ship }) => ship.policy(),
  },
  withBody(ShipOrderInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/ship/orders',
    does: 'a buyer orders and pays, and the merchant is asked for the seats (order.create)',
    example: { goodsId: 'G-BH0601', adults: 2, children: 1 },
    run: ({ ship }, { body }) => ship.placeOrder(body),
  }),
  {
    method: 'GET',
    path: '/sandbox/ship/orders',
    does: 'all ship orders, oldest first',
    run: ({ ship }) => ship.orders(),
  },
  {
    method: 'GET',
    path: '/sandbox/ship/orders/:shipOrder',
    does: 'one ship order',
    run: ({ ship }, { parameters: [id = ''] }) => ship.order(id),
  },
  {
    method: 'POST',
    path: '/sandbox/ship/orders/:shipOrder/create',
    does: 'asks the merchant for the seats again (order.create)',
    run: ({ ship }, { parameters: [id = ''] }) => ship.create(id),
  },
  {
    method: 'POST',
    path: '/sandbox/ship/orders/:shipOrder/confirm',
    does: 'asks the merchant for the tickets (order.confirm)',
    run: ({ ship }, { parameters: [id = ''] }) => ship.confirm(id),
  },
  {
    method: 'POST',
    path: '/sandbox/ship/orders/:shipOrder/query',
    does: 'asks the merchant where the order stands (order.query)',
    run: ({ ship }, { parameters: [id = ''] }) => ship.query(id),
  },
  {
    method: 'POST',
    path: '/sandbox/ship/orders/:shipOrder/quote',
    does: 'asks the merchant what it keeps of each ticket (return.query)',
    run: ({ ship }, { parameters: [id = ''] }) => ship.quoteRefund(id),
  },
  withBody(ShipRefundInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/ship/orders/:shipOrder/refund',
    does: 'the buyer gives tickets back, and the merchant is asked for the refund (return.confirm)',
    example: {},
    run: ({ ship }, { parameters: [id = ''], body }) => ship.refund(id, body),
  }),
  {
    method: 'GET',
    path: '/sandbox/ship/calls',
    does: 'calls that were made to merchants, with their answers; query: after (number), order',
    run: ({ ship }, { query }) => ship.calls(ShipCallsQuery.parse(query)),
  },
  {
    method: 'GET',
    path: '/sandbox/ship/sailings',
    does: 'what is sold',
    run: ({ ship }) => ship.sailings(),
  },
  {
    method: 'GET',
    path: '/sandbox/ship/reservations/:shipOrder',
    does: 'an order as the reservation system knows it',
    run: ({ ship }, { parameters: [id = ''] }) => ship.reservation(id),
  },
  withBody(ShipSettingsInput, {
    method: 'PUT',
    path: '/sandbox/ship/policy',
    does: 'changes that; what is left out stays',
    example: { target: 'http://127.0.0.1:4000/qimen/{shop}', ticketingSeconds: 10 },
    run: ({ ship }, { body }) => ship.setPolicy(body),
  }),
];
