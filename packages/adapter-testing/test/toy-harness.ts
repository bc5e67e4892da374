import { LATE_EFFECT_MS } from '../src/index.ts';
import type { AdapterHarness, StartSimulator } from '../src/index.ts';
import { mapToyAnswer } from './toy-adapter.ts';
import { createToyServer } from './toy-server.ts';

const SAMPLE = JSON.stringify({
  id: '9007199254740993',
  createdAt: '2026-11-22T04:00:00.000Z',
  modifiedAt: '2026-11-22T04:00:01.000Z',
  state: 'PAID',
  buyer: { name: '王伟', phone: '13800138000' },
  amount: 1990,
});

const start: StartSimulator = async ({ clock }) => {
  const server = createToyServer(clock, LATE_EFFECT_MS);
  let tokens = 1;
  return {
    config: { server },
    shop: { accountId: 'toys', accountNick: 'Toys', accessToken: 'toy-token-1' },
    secrets: () => Array.from({ length: tokens }, (_, index) => `toy-token-${index + 1}`),
    createOrder: () => server.create().id,
    advanceOrder: (reference) => server.advance(reference),
    orderFor: () => ({ order: server.create('PAID').id }),
    truth: () =>
      [...server.orders.values()].map(({ id, state }) => ({
        reference: id,
        channelStatus: state,
        items: [{ reference: `${id}-1`, channelStatus: state, refundStatus: 'NONE' }],
      })),
    messagesSent: () => server.sent,
    breakNextWrite(fault) {
      server.fault = fault;
    },
    effects: (about) => (about.kind === 'order' ? (server.effects.get(about.reference) ?? 0) : 0),
    expireSession() {
      server.token = null;
    },
    renewSession() {
      tokens += 1;
      server.token = `toy-token-${tokens}`;
      return server.token;
    },
    close: async () => {},
  };
};

/** What the toy channel gives the suite. */
export const toyHarness: AdapterHarness = {
  samples: [{ name: 'paid', raw: SAMPLE }],
  map: mapToyAnswer,
  withUnknown: (raw, word, field) => JSON.stringify({ ...JSON.parse(raw), state: word, [field]: 'kept' }),
  start,
};
