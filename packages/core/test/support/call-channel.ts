import { z } from 'zod';
import { defineAdapter } from '../../src/contract/adapter.ts';
import type { AnyAdapter } from '../../src/contract/adapter.ts';
import type { CallAnswer, CallContext, CallSource, InboundCall } from '../../src/contract/call-source.ts';
import type { DossierEntry, NewDossierEntry, OwedCommand } from '../../src/contract/dossier.ts';
import type { OrderSnapshot } from '../../src/snapshot.ts';
import type { OrderStatus } from '../../src/status.ts';
import { ferryOffice } from './ferry-office.ts';
import type { FerryOffice } from './ferry-office.ts';
import { itemOf, travellerOf } from './order-channel.ts';

/** A channel that calls, by the path `ferry`; what a call does is the test's. */
export interface CallChannel {
  readonly adapter: AnyAdapter;
  /** How calls are answered. */
  answer: (context: CallContext<unknown>, call: InboundCall) => Promise<CallAnswer>;
  /** How a call to no shop is answered; null as by default. */
  answerWithoutShop: CallSource<unknown>['answerWithoutShop'] | null;
  /** How orders are made of dossiers. */
  map: (reference: string, entries: readonly DossierEntry[]) => OrderSnapshot;
  /** What dossiers owe; nothing unless a test says so. */
  owe: (reference: string, entries: readonly DossierEntry[]) => readonly OwedCommand[];
  readonly office: FerryOffice;
}

/** When an answer is due, in milliseconds. */
export const DUE_MS = 5_000;

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  created: 'AWAITING_CONFIRMATION',
  confirmed: 'AWAITING_FULFILMENT',
  collected: 'AWAITING_FULFILMENT',
  issued: 'FULFILLED',
};

/** What the channel says: a word for the order's state, once each. */
export function said(kind: string, content: NewDossierEntry['content'] = {}): NewDossierEntry {
  return { kind, key: kind, content };
}

export function textAnswer(status: number, body: string): CallAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

export function callOf(call: Partial<InboundCall> & Pick<InboundCall, 'receivedAt'>): InboundCall {
  return { method: 'POST', query: '', headers: {}, body: Buffer.alloc(0), address: '127.0.0.1', ...call };
}

/** The order as its dossier tells it. */
export function mapSaid(reference: string, entries: readonly DossierEntry[]): OrderSnapshot {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) throw new Error('There is no order without an entry.');
  const status = STATUSES[last.kind] ?? 'UNKNOWN';
  const { name } = z.object({ name: z.string().default('张伟') }).parse(first.content);
  return {
    reference,
    direction: 'SALE',
    status,
    channelStatus: last.kind,
    modifiedAt: last.recordedAt,
    createdAt: first.recordedAt,
    paidAt: null,
    endedAt: null,
    currency: 'CNY',
    totalAmount: 19_900n,
    paidAmount: 19_900n,
    buyerNick: null,
    items: [itemOf(`${reference}-1`, { status, channelStatus: last.kind })],
    travellers: [travellerOf({ personal: { name } })],
    refunds: [],
    detail: {},
    anomalies: [],
    raw: JSON.stringify(entries.map(({ content }) => content)),
  };
}

export function callChannel(): CallChannel {
  const office = ferryOffice();
  const channel: CallChannel = {
    answer: async () => textAnswer(200, 'nothing to do'),
    answerWithoutShop: null,
    map: mapSaid,
    owe: () => [],
    office,
    adapter: defineAdapter({
      name: 'ferry',
      compatibility: '^1.0.0',
      direction: 'SALE',
      config: z.object({}),
      open: () => ({}),
      sources: [
        {
          kind: 'call',
          name: 'calls',
          path: 'ferry',
          answerWithinMs: DUE_MS,
          maxBytes: 1_000,
          answer: (context, call) => channel.answer(context, call),
          refuse: (trouble) => textAnswer(200, `trouble: ${trouble}`),
          answerWithoutShop: (connection, call) =>
            channel.answerWithoutShop?.(connection, call) ?? textAnswer(200, 'trouble: UNKNOWN_SHOP'),
        },
      ],
      fetchOrder: async ({ dossiers }, reference) => channel.map(reference, await dossiers.read(reference)),
      mapDossier: (reference, entries) => channel.map(reference, entries),
      owedCommands: (reference, entries) => channel.owe(reference, entries),
      commands: office.commands,
    }) as AnyAdapter,
  };
  return channel;
}
