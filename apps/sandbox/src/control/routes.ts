import { FaultSettings } from '../faults/settings.ts';
import { FLIGHT_ROUTES } from '../flight/control/routes.ts';
import { SHIP_ROUTES } from '../ship/control/routes.ts';
import { AdvanceInput, ClockInput, FlowInput, LedgerQuery, OrderInput, ShopInput } from './inputs.ts';
import { withBody } from './route.ts';
import type { Route } from './route.ts';

/** Every route but `GET /sandbox`, which describes these. */
export const ROUTES: readonly Route[] = [
  withBody(OrderInput.prefault({}), {
    method: 'POST',
    path: '/sandbox/orders',
    does: 'puts orders on sale; every field is optional and drawn when left out',
    example: { shop: 'west-lake', bizType: 1, confirmation: 'second-confirmation', subOrders: 2, advance: 'pay' },
    run: (control, { body }) => control.createOrders(body),
  }),
  {
    method: 'GET',
    path: '/sandbox/orders',
    does: 'ids of all orders, oldest first',
    run: (control) => control.orderIds(),
  },
  {
    method: 'GET',
    path: '/sandbox/orders/:id',
    does: 'one order with its possible next steps',
    run: (control, { parameters: [id = ''] }) => control.order(id),
  },
  withBody(AdvanceInput, {
    method: 'POST',
    path: '/sandbox/orders/:id/advance',
    does: 'takes a step, after the steps that must come before it',
    example: { to: 'apply-refund', subOrder: '1188515074720535310' },
    run: (control, { parameters: [id = ''], body }) => control.advanceOrder(id, body),
  }),
  { method: 'GET', path: '/sandbox/faults', does: 'the faults that are on', run: (control) => control.faults() },
  withBody(FaultSettings, {
    method: 'PUT',
    path: '/sandbox/faults',
    does: 'replaces all faults; what is left out is off',
    example: {
      messages: { drop: 0.2, duplicate: 0.3, reorder: 1 },
      calls: [{ kind: 'timeout-after-effect', method: 'alitrip.travel.trade.deliver', count: 3 }],
    },
    run: (control, { body }) => control.setFaults(body),
  }),
  {
    method: 'DELETE',
    path: '/sandbox/faults',
    does: 'switches all faults off',
    run: (control) => control.clearFaults(),
  },
  {
    method: 'POST',
    path: '/sandbox/sockets/cut',
    does: 'cuts every message socket without a goodbye',
    run: (control) => ({ cut: control.cutSockets() }),
  },
  { method: 'GET', path: '/sandbox/flow', does: 'how buyers play', run: (control) => control.flow() },
  withBody(FlowInput, {
    method: 'PUT',
    path: '/sandbox/flow',
    does: 'changes how buyers play; what is left out stays',
    example: { running: true, rate: 30, mix: { 1: 3, 4: 1 } },
    run: (control, { body }) => control.setFlow(body),
  }),
  withBody(ShopInput, {
    method: 'PUT',
    path: '/sandbox/shops/:shop',
    does: 'changes what the platform allows the shop: masked personal fields, closing paid orders',
    example: { masked: false, mayClosePaid: false },
    run: (control, { parameters: [shop = ''], body }) => control.setShop(shop, body),
  }),
  {
    method: 'POST',
    path: '/sandbox/sessions/:shop/expire',
    does: 'ends every session of the shop: its calls answer code 27',
    run: (control, { parameters: [shop = ''] }) => control.expireSession(shop),
  },
  {
    method: 'POST',
    path: '/sandbox/sessions/:shop/renew',
    does: 'gives the shop a new session, as if the seller had authorised again',
    run: (control, { parameters: [shop = ''] }) => control.renewSession(shop),
  },
  {
    method: 'GET',
    path: '/sandbox/ledger',
    does: 'what truly happened; query: after (sequence), limit, kind (change, attempt, effect, message, call)',
    run(control, { query }) {
      const { after, limit, kind } = LedgerQuery.parse(query);
      return control.ledger({ after, limit, ...(kind ? { kind } : {}) });
    },
  },
  withBody(ClockInput, {
    method: 'POST',
    path: '/sandbox/clock/advance',
    does: 'moves time, when the sandbox was started with a manual clock',
    example: { seconds: 300 },
    run: (control, { body }) => control.advanceClock(body),
  }),
  ...FLIGHT_ROUTES,
  ...SHIP_ROUTES,
];
