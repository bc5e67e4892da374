import { LATE_EFFECT_MS } from '../src/index.ts';
import type { CallHarness, StartSimulator } from '../src/index.ts';
import { DECISION_WAIT_MS } from './caller-adapter.ts';
import { CALL_SECRET, createCallerServer } from './caller-server.ts';

const buyer = { name: '王伟', phone: '13800138000' };
const created = { kind: 'NEW', key: 'NEW', content: { buyer, amount: 1990 } };
const later = (kind: string) => ({ kind, key: kind, content: {} });

const start: StartSimulator = async ({ clock }) => {
  const server = createCallerServer(clock, LATE_EFFECT_MS);
  let tokens = 1;
  /** What the channel does with the answers to calls that waited for a decision. */
  const acting: Promise<void>[] = [];
  let waiting = 0;
  return {
    config: { server },
    shop: { accountId: 'bells', accountNick: 'Bells', accessToken: 'bell-token-1' },
    secrets: () => [CALL_SECRET, ...Array.from({ length: tokens }, (_, index) => `bell-token-${index + 1}`)],
    connect(place) {
      server.place = async (sign) => {
        waiting += 1;
        try {
          return await place(sign);
        } finally {
          waiting -= 1;
        }
      };
    },
    createOrder: async () => (await server.create()).id,
    createUnknownOrder: async (word, field) => (await server.create({ colour: word, [field]: 'kept' })).id,
    async advanceOrder(reference) {
      const state = server.orders.get(reference)?.state;
      if (state === 'NEW') await server.pay(reference);
      else if (state === 'PAID') await server.finish(reference);
      return state === 'NEW' || state === 'PAID';
    },
    async orderFor(command) {
      const { id } = await server.create();
      await server.pay(id);
      if (command === 'accept') {
        acting.push(server.ask(id));
        await clock.waits(DECISION_WAIT_MS);
      }
      return { order: id };
    },
    truth: () =>
      [...server.orders.values()].map(({ id, state, amount }) => ({
        reference: id,
        channelStatus: state,
        totalAmount: String(amount),
        items: [],
      })),
    messagesSent: () => 0,
    breakNextWrite(fault) {
      server.fault = fault;
    },
    async effects({ subject }) {
      if (waiting === 0) await Promise.all(acting);
      return subject.kind === 'order' ? (server.effects.get(subject.reference) ?? 0) : 0;
    },
    expireSession() {
      server.token = null;
    },
    renewSession() {
      tokens += 1;
      server.token = `bell-token-${tokens}`;
      return server.token;
    },
    close: async () => {},
  };
};

/** What the calling channel gives the suite. */
export const callerHarness: CallHarness = {
  dossiers: [
    { name: 'shipped', reference: '9007199254740993', entries: [created, later('PAID'), later('SHIPPED')] },
    {
      name: 'accepted',
      reference: '9007199254740995',
      entries: [created, later('PAID'), later('ASKED'), later('ACCEPTED')],
    },
    { name: 'done', reference: '9007199254740994', entries: [created, later('PAID'), later('DONE')] },
  ],
  start,
};
