import { type AnyAdapter, defineAdapter } from '@interline/core';
import { z } from 'zod';
import {
  changeType,
  channelQuery,
  commandMutation,
  detail,
  type InterlineBuilder,
  itemType,
  orderType,
  quoteMutation,
  ticketType,
} from '../../src/index.ts';
import { cruiseCommands, type CruiseDesk, cruiseQuotes, type CruiseSailings, searchCruises } from './cruise-desk.ts';
import { cruiseOrder } from './cruise-order.ts';

const Inspection = z.object({ reference: z.string() });
const Boarding = z.object({ reference: z.string(), itemReference: z.string(), gate: z.string().min(1) });

/** A channel with types of its own, a command that open items allow, prices, bookings and a search. */
export const cruiseAdapter: AnyAdapter = defineAdapter<unknown, CruiseDesk, InterlineBuilder>({
  name: 'cruise',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: z.unknown(),
  open: () => ({ fee: 5_000n, trouble: 'none', received: [] }),
  sources: [],
  fetchOrder: () => Promise.reject(new Error('No test of the schema fetches.')),
  commands: {
    board: {
      label: 'Open boarding',
      input: Boarding,
      subject: (input) => {
        const { reference, itemReference } = Boarding.parse(input);
        return { kind: 'order', reference, itemReference };
      },
      allowed: (_order, item) => {
        if (item === null) {
          return { allowed: false, code: 'ITEM_REQUIRED', reason: 'Boarding is opened for one item at a time.' };
        }
        return item.status === 'AWAITING_FULFILMENT'
          ? { allowed: true }
          : { allowed: false, code: 'NOT_OPEN', reason: `The item is ${item.status}.` };
      },
      onceKey: (input) => Boarding.parse(input).itemReference,
      send: () => Promise.resolve({ outcome: 'succeeded', result: {} }),
      settle: () => Promise.resolve({ outcome: 'absent' }),
      settleWindowMs: 1000,
      whenAbsent: 'fail',
    },
    ...cruiseCommands,
  },
  quotes: cruiseQuotes,
  queries: { searchCruises },
  extendSchema: (builder) => {
    const port = builder.objectRef<{ readonly [key: string]: unknown }>('CruisePort').implement({
      description: 'A port of call.',
      fields: (t) => ({
        name: t.string({ description: 'Its name.', ...detail.text('name') }),
        nights: t.int({ nullable: true, description: 'Nights ashore.', ...detail.int('nights') }),
      }),
    });
    orderType(builder, {
      channel: 'cruise',
      name: 'CruiseOrder',
      description: 'An order of the cruise channel.',
      fields: (t) => ({
        ship: t.string({ nullable: true, description: 'The ship.', ...detail.text('ship') }),
        nights: t.int({ nullable: true, description: 'Nights on board.', ...detail.int('nights') }),
        refundable: t.boolean({
          nullable: true,
          description: 'Whether it may be given back.',
          ...detail.boolean('refundable'),
        }),
        tags: t.stringList({ description: 'Words about it.', ...detail.texts('tags') }),
        deposit: t.field({
          type: 'Money',
          nullable: true,
          description: 'Paid in advance.',
          ...detail.money('deposit'),
        }),
        ports: t.field({ type: [port], description: 'Where it calls.', ...detail.objects('ports') }),
        home: t.field({ type: port, nullable: true, description: 'Where it starts.', ...detail.object('home') }),
      }),
    });
    commandMutation(builder, {
      channel: 'cruise',
      command: 'board',
      name: 'boardCruiseItem',
      description: 'Opens boarding for an item.',
      input: (t) => ({
        reference: t.string({ required: true, description: 'The order.' }),
        itemReference: t.string({ required: true, description: 'The item.' }),
        gate: t.string({ required: true, description: 'Where.' }),
      }),
    });
    itemType(builder, {
      channel: 'cruise',
      name: 'CruiseItem',
      description: 'A cabin.',
      fields: (t) => ({ deck: t.int({ nullable: true, description: 'The deck.', ...detail.int('deck') }) }),
    });
    changeType(builder, {
      channel: 'cruise',
      name: 'CruiseChange',
      description: 'A change to another cabin.',
      fields: (t) => ({ cabin: t.string({ nullable: true, description: 'The new one.', ...detail.text('cabin') }) }),
    });
    ticketType(builder, {
      channel: 'cruise',
      name: 'CruiseTicket',
      description: 'A boarding card.',
      fields: (t) => ({ gate: t.string({ nullable: true, description: 'Where.', ...detail.text('gate') }) }),
    });
    addDesk(builder);
  },
}) as AnyAdapter;

function addDesk(builder: InterlineBuilder): void {
  for (const quote of ['refund', 'change']) {
    quoteMutation(builder, {
      channel: 'cruise',
      quote,
      name: `${quote}QuoteOfCruise`,
      description: `Asks for the price of a ${quote}.`,
      input: (t) => ({
        reference: t.string({ required: true, description: 'The order.' }),
        itemReference: t.string({ description: 'The item.' }),
      }),
    });
  }
  commandMutation(builder, {
    channel: 'cruise',
    command: 'book',
    name: 'bookCruise',
    description: 'Books a cabin.',
    input: (t) => ({ ship: t.string({ required: true, description: 'On which ship.' }) }),
  });
  commandMutation(builder, {
    channel: 'cruise',
    command: 'confirmRefund',
    name: 'confirmCruiseRefund',
    description: 'Gives an order back at the quoted price.',
    input: (t) => ({
      quote: t.id({ required: true, description: 'The quote.' }),
      attachments: t.idList({ description: 'Certificates.' }),
    }),
    ids: { quote: 'quote', attachments: 'attachment' },
  });
  commandMutation(builder, {
    channel: 'cruise',
    command: 'requestChange',
    name: 'requestCruiseChange',
    description: 'Asks for another cabin.',
    input: (t) => ({ reference: t.string({ required: true, description: 'The order.' }) }),
  });
  channelQuery(builder, {
    channel: 'cruise',
    query: 'searchCruises',
    name: 'searchCruises',
    description: 'Asks which ships sail.',
    input: (t) => ({ from: t.string({ required: true, description: 'The port’s code.' }) }),
    answer: builder.objectRef<CruiseSailings>('CruiseSailings').implement({
      description: 'Which ships sail.',
      fields: (t) => ({ from: t.exposeString('from', { description: 'The port.' }) }),
    }),
  });
}

/**
 * A channel that brings nothing to the schema. Of its commands one never makes sense, and tells what it was shown; the
 * other is owed by every dossier, and nobody may ask for it.
 */
export const plainAdapter: AnyAdapter = defineAdapter({
  name: 'plain',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: z.unknown(),
  open: () => ({}),
  sources: [],
  fetchOrder: () => Promise.reject(new Error('No test of the schema fetches.')),
  mapDossier: (reference, entries) => cruiseOrder(reference, { modifiedAt: entries.at(-1)?.recordedAt ?? new Date(0) }),
  owedCommands: (reference) => [{ name: 'count', key: 'once', input: { reference } }],
  commands: {
    count: {
      label: 'Count an order',
      internal: true,
      local: true,
      input: Inspection,
      subject: (input) => ({ kind: 'order', reference: Inspection.parse(input).reference, itemReference: null }),
      allowed: () => ({ allowed: true }),
      send: () => Promise.resolve({ outcome: 'succeeded', result: {} }),
      settle: () => Promise.resolve({ outcome: 'absent' }),
      settleWindowMs: 0,
      whenAbsent: 'resend',
    },
    inspect: {
      label: 'Inspect an order',
      input: Inspection,
      subject: (input) => ({ kind: 'order', reference: Inspection.parse(input).reference, itemReference: null }),
      allowed: (order) => ({ allowed: false, code: 'FACTS', reason: JSON.stringify(order) }),
      send: () => Promise.reject(new Error('An inspection is never sent.')),
      settle: () => Promise.resolve({ outcome: 'absent' }),
      settleWindowMs: 1000,
      whenAbsent: 'fail',
    },
  },
}) as AnyAdapter;
