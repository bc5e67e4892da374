import { ChannelError } from '@interline/core';
import type { ChannelCommand, PollSource } from '@interline/core';

import { describeAdapter } from '../../src/index.ts';
import { toyAdapter } from '../toy-adapter.ts';
import { toyHarness } from '../toy-harness.ts';

type Toys = Parameters<NonNullable<typeof toyAdapter.close>>[0];
type Ship = ChannelCommand<unknown, Toys>;

const harness = { ...toyHarness, orders: 4 };
const ship = toyAdapter.commands['ship'] as Ship;
const buy = toyAdapter.commands['buy'] as Ship;
const stream = toyAdapter.sources[0]!;
const search = toyAdapter.sources[1] as PollSource<Toys>;

describeAdapter(
  { ...toyAdapter, name: 'calls-a-time-out-a-failure', commands: { ship: { ...ship, send: failing } } },
  harness,
);

describeAdapter(
  {
    ...toyAdapter,
    name: 'buys-again-without-looking',
    commands: { buy: { ...buy, settle: async () => ({ outcome: 'absent' }) } },
  },
  harness,
);

describeAdapter(
  { ...toyAdapter, name: 'settles-too-early', commands: { ship: { ...ship, settleWindowMs: 0 } } },
  harness,
);

describeAdapter(
  {
    ...toyAdapter,
    name: 'logs-the-session',
    fetchOrder(context, reference) {
      context.services.logger.info({ token: context.session.accessToken }, 'fetching');
      return toyAdapter.fetchOrder(context, reference);
    },
  },
  harness,
);

describeAdapter(
  {
    ...toyAdapter,
    name: 'takes-a-session-for-an-order',
    async fetchOrder(context, reference) {
      try {
        return await toyAdapter.fetchOrder(context, reference);
      } catch (error) {
        throw new ChannelError('not-found', 'GONE', String(error));
      }
    },
  },
  harness,
);

describeAdapter(
  {
    ...toyAdapter,
    name: 'searches-nowhere',
    sources: [stream, { ...search, async *search() {} }],
  },
  harness,
);

describeAdapter(
  {
    ...toyAdapter,
    name: 'searches-too-little',
    sources: [
      stream,
      {
        ...search,
        search: (context, { from, to }) =>
          search.search(context, { from: new Date((from.getTime() + to.getTime()) / 2), to }),
      },
    ],
  },
  harness,
);

let answers = 0;
describeAdapter(
  {
    ...toyAdapter,
    name: 'takes-each-answer-for-news',
    async fetchOrder(context, reference) {
      const snapshot = await toyAdapter.fetchOrder(context, reference);
      return { ...snapshot, raw: `${snapshot.raw} ${(answers += 1)}` };
    },
  },
  harness,
);

describeAdapter(
  { ...toyAdapter, name: 'dies-of-unknown-words' },
  {
    ...harness,
    map(raw) {
      const snapshot = harness.map(raw);
      if (snapshot.status === 'UNKNOWN') throw new Error(`no such status: ${snapshot.channelStatus}`);
      return snapshot;
    },
  },
);

async function failing(...call: Parameters<Ship['send']>): ReturnType<Ship['send']> {
  const outcome = await ship.send(...call);
  return outcome.outcome === 'unknown' ? { outcome: 'failed', code: 'TIMEOUT', message: outcome.message } : outcome;
}
