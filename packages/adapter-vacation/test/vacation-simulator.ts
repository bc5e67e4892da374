import { LATE_EFFECT_MS } from '@interline/adapter-testing';
import type { ChannelSimulator, StartSimulator, TrueOrder, WriteFault } from '@interline/adapter-testing';
import { seededRandom } from '@interline/core';
import type { RefundStatus } from '@interline/core';
import { createSandbox } from '@interline/sandbox';
import type { CallFault, OrderView, Sandbox } from '@interline/sandbox';

/** More steps than an order needs to come to an end; some of them go round. */
const LONGEST_LIFE = 8;

const WRITES = ['alitrip.travel.trade.deliver', 'alitrip.travel.trade.close'];

const FAULTS: Readonly<Record<WriteFault, Pick<CallFault, 'kind'> & { readonly seconds?: number }>> = {
  'answer-lost': { kind: 'lost-answer' },
  'request-lost': { kind: 'lost-request' },
  'effect-late': { kind: 'timeout-before-effect', seconds: LATE_EFFECT_MS / 1_000 },
};

const REFUNDS: Readonly<Record<string, RefundStatus>> = {
  NO_REFUND: 'NONE',
  WAIT_SELLER_AGREE: 'REQUESTED',
  WAIT_BUYER_RETURN_GOODS: 'AWAITING_RETURN',
  WAIT_SELLER_CONFIRM_GOODS: 'RETURNED',
  SELLER_REFUSE_BUYER: 'REFUSED',
  CLOSED: 'CLOSED',
  SUCCESS: 'SUCCEEDED',
};

/** Plays Fliggy by the sandbox: its gateway and its message channel, over real sockets. */
export const startVacationSimulator: StartSimulator = async ({ clock, seed }) => {
  // Nothing is delivered again within a test: a confirmation may still be on its way when the clock moves.
  const sandbox = await createSandbox({ clock, seed, queueTimes: { unconfirmed: 86_400_000 } });
  return simulatorOf(sandbox, seed);
};

function simulatorOf({ control, app, gatewayUrl, tmcUrl, close }: Sandbox, seed: number): ChannelSimulator {
  const random = seededRandom(seed);
  const lives = new Map<string, number>();
  const shop = control.shops()[0];
  if (shop?.session === undefined || shop.session === null) throw new Error('the sandbox has no shop with a session');
  const tokens = [shop.session];
  let wishes = 0;

  return {
    config: { gatewayUrl, messageUrl: tmcUrl, appKey: app.key, appSecret: app.secret, callsPerSecond: 1_000 },
    shop: { accountId: shop.sellerId, accountNick: shop.nick, accessToken: shop.session },
    secrets: () => [app.secret, ...tokens],
    createOrder: () => control.createOrder().id,
    advanceOrder(reference) {
      const lived = lives.get(reference) ?? 0;
      lives.set(reference, lived + 1);
      const steps = control
        .order(reference)
        .subOrders.flatMap(({ id: subOrder, possibleSteps }) => possibleSteps.map((to) => ({ to, subOrder })));
      const step = steps[Math.floor(random() * steps.length)];
      if (step === undefined || lived === LONGEST_LIFE) return false;
      control.advanceOrder(reference, step);
      return true;
    },
    orderFor(command) {
      wishes += 1;
      const isSecondTime = command === 'close' || wishes % 2 === 0;
      const { id: orderReference, subOrders } = control.createOrder({
        bizType: isSecondTime ? 1 : 4,
        confirmation: isSecondTime ? 'second-confirmation' : 'manual',
        subOrders: 1,
        staged: false,
        advance: 'pay',
      });
      const input = { orderReference, itemReference: subOrders[0]?.id };
      return command === 'close' ? { ...input, reason: '缺货' } : input;
    },
    truth: () => control.orderIds().map((id) => trueOrder(control.order(id))),
    messagesSent: () =>
      control.ledger({ kind: 'message' }).entries.filter(({ cause, to }) => cause === 'platform' && to !== 'expired')
        .length,
    breakNextWrite(fault) {
      control.setFaults({ calls: WRITES.map((method) => ({ ...FAULTS[fault], method, count: 1 }) as CallFault) });
    },
    effects: ({ subject }) =>
      control
        .ledger({ kind: 'effect' })
        .entries.filter(({ subOrder }) => subject.kind === 'order' && subOrder === subject.itemReference).length,
    expireSession: () => void control.expireSession(shop.id),
    renewSession() {
      const { session } = control.renewSession(shop.id);
      if (session === null) throw new Error('the sandbox gave no session');
      tokens.push(session);
      return session;
    },
    close,
  };
}

function trueOrder({ id, status, subOrders }: OrderView): TrueOrder {
  return {
    reference: id,
    channelStatus: status,
    items: subOrders.map((sub) => ({
      reference: sub.id,
      channelStatus: sub.status,
      refundStatus: REFUNDS[sub.refundStatus] ?? 'UNKNOWN',
    })),
  };
}
