import { LATE_EFFECT_MS } from '../src/index.ts';
import type { AnswerHarness, StartSimulator } from '../src/index.ts';
import { z } from 'zod';
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

const OfOrder = z.object({ order: z.string() });
const OfBuyer = z.object({ name: z.string() });

const start: StartSimulator = async ({ clock }) => {
  const server = createToyServer(clock, LATE_EFFECT_MS);
  /** The order of each quote. */
  const quoted = new Map<string, string>();
  let tokens = 1;
  let wishes = 0;
  return {
    config: { server },
    shop: { accountId: 'toys', accountNick: 'Toys', accessToken: 'toy-token-1' },
    secrets: () => Array.from({ length: tokens }, (_, index) => `toy-token-${index + 1}`),
    createOrder: () => server.create().id,
    advanceOrder: (reference) => server.advance(reference),
    orderFor: (command) =>
      command === 'buy' ? { name: `Buyer ${(wishes += 1)}` } : { order: server.create('PAID').id },
    prepare(command, input) {
      if (command === 'giveBack') {
        return {
          quote: { name: 'giveBack', input },
          complete(quote: string) {
            const { order } = OfOrder.parse(input);
            quoted.set(quote, order);
            return { quote };
          },
        };
      }
      if (command !== 'buy') return null;
      return {
        query: { name: 'offer', input: { toy: 'bear' } },
        complete: (answer: object) => ({ ...OfBuyer.parse(input), ...answer }),
      };
    },
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
    effects({ subject, idempotencyKey, input }) {
      switch (subject.kind) {
        case 'order':
          return server.effects.get(subject.reference) ?? 0;
        case 'quote':
          return server.effects.get(quoted.get(subject.id) ?? '') ?? 0;
        case 'new-order': {
          const { name } = OfBuyer.parse(input);
          return [...server.orders.values()].filter(
            (order) => order.number === idempotencyKey && order.buyer.name === name,
          ).length;
        }
      }
    },
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
export const toyHarness: AnswerHarness = {
  samples: [{ name: 'paid', raw: SAMPLE }],
  map: mapToyAnswer,
  withUnknown: (raw, word, field) => JSON.stringify({ ...JSON.parse(raw), state: word, [field]: 'kept' }),
  start,
};
