import { defineAdapter } from '@interline/core';
import type {
  Adapter,
  Anomaly,
  CallAnswer,
  CallContext,
  CallSource,
  CommandDefinition,
  DossierEntry,
  InboundCall,
  LocalCommandContext,
  OrderSnapshot,
  OrderStatus,
  SendOutcome,
  ShopContext,
  Succeeded,
} from '@interline/core';
import { z } from 'zod';

import { callSign } from './caller-server.ts';
import type { CallerServer } from './caller-server.ts';
import { sending } from './toy-calls.ts';

/** How the calling channel is reached. */
export interface CallerConnection {
  readonly server: CallerServer;
}

const TOLERANCE_MS = 600_000;
/** How long a call waits for a decision; nothing else waits just as long. */
export const DECISION_WAIT_MS = 2_500;

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  NEW: 'AWAITING_PAYMENT',
  PAID: 'AWAITING_FULFILMENT',
  ASKED: 'AWAITING_CONFIRMATION',
  ACCEPTED: 'AWAITING_FULFILMENT',
  SHIPPED: 'FULFILLED',
  DONE: 'COMPLETED',
};

const Event = z.looseObject({
  id: z.string().regex(/^\d{1,20}$/),
  event: z.string(),
  colour: z.enum(['RED', 'BLUE']).or(z.string()).optional(),
  buyer: z.object({ name: z.string(), phone: z.string() }).optional(),
  amount: z.int().optional(),
});
const KNOWN_FIELDS = new Set(Object.keys(Event.shape));

/** Checks that a call is the channel's, is of now, and has not been shown before. */
export async function isGenuine({ once, services }: CallContext<unknown>, call: InboundCall): Promise<boolean> {
  const parameters = new URLSearchParams(call.query);
  const timestamp = parameters.get('timestamp') ?? '';
  const sign = parameters.get('sign') ?? '';
  if (sign !== callSign(timestamp, call.body)) return false;
  const at = Number(timestamp);
  if (Math.abs(services.clock.now().getTime() - at) > TOLERANCE_MS) return false;
  return once(sign, new Date(at + 2 * TOLERANCE_MS));
}

/** Stores what a call says, and answers with how much is known of the order by then. */
export async function answerEvent(context: CallContext<unknown>, call: InboundCall): Promise<CallAnswer> {
  if (!(await isGenuine(context, call))) return text(403, 'refused');
  const { id, event, ...content } = Event.parse(JSON.parse(Buffer.from(call.body).toString()));
  const stored = z.record(z.string(), z.json()).parse(content);
  await context.dossiers.append(id, () => [{ kind: event, key: event, content: stored }]);
  return text(200, event === 'ASKED' ? await decisionOf(context, id) : `${id} ${event}`);
}

/** What somebody has decided in time. */
async function decisionOf({ dossiers }: CallContext<unknown>, id: string): Promise<string> {
  const isDecided = (entries: readonly DossierEntry[]) => entries.some(({ kind }) => kind === 'ACCEPTED');
  const entries = await dossiers.until(id, isDecided, DECISION_WAIT_MS);
  return `${id} ${isDecided(entries) ? 'ACCEPTED' : 'OPEN'}`;
}

function text(status: number, body: string): CallAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}

/** How the channel calls. */
export const bell: CallSource<CallerConnection> = {
  kind: 'call',
  name: 'events',
  path: 'bell',
  answerWithinMs: 3_000,
  maxBytes: 10_000,
  answer: answerEvent,
  refuse: (trouble) => text(trouble === 'UNKNOWN_SHOP' ? 404 : 500, trouble),
};

/** The order that a dossier tells of. */
export function mapEvents(reference: string, entries: readonly DossierEntry[]): OrderSnapshot {
  const known = entries.filter(({ kind }) => Object.hasOwn(STATUSES, kind));
  const anomalies: Anomaly[] = entries
    .filter((entry) => !known.includes(entry))
    .map(({ kind, number }) => ({ code: 'UNKNOWN_VALUE', path: `dossier[${number}].kind`, value: kind }));
  const first = Event.partial().safeParse(entries[0]?.content).data ?? {};
  for (const path of Object.keys(first).filter((name) => !KNOWN_FIELDS.has(name)))
    anomalies.push({ code: 'UNKNOWN_FIELD', path, value: '' });
  if (first.colour !== undefined && !['RED', 'BLUE'].includes(first.colour))
    anomalies.push({ code: 'UNKNOWN_VALUE', path: 'colour', value: first.colour });
  const channelStatus = known.at(-1)?.kind ?? 'NEW';
  const status = STATUSES[channelStatus] ?? 'UNKNOWN';
  const amount = BigInt(first.amount ?? 0);
  return {
    reference,
    direction: 'SALE',
    status,
    channelStatus,
    modifiedAt: entries.at(-1)?.recordedAt ?? new Date(0),
    createdAt: entries[0]?.recordedAt ?? new Date(0),
    paidAt: null,
    endedAt: null,
    currency: 'CNY',
    totalAmount: amount,
    paidAmount: status === 'AWAITING_PAYMENT' ? 0n : amount,
    buyerNick: null,
    items: [],
    travellers: first.buyer
      ? [{ itemReference: null, role: 'BUYER', position: 0, personal: first.buyer, documentType: null, detail: {} }]
      : [],
    refunds: [],
    detail: {},
    anomalies,
    raw: JSON.stringify(entries),
  };
}

const OfOrder = z.object({ order: z.string() });
type OfOrder = z.output<typeof OfOrder>;

/** Tells the channel that an order was shipped. Since it cannot be asked, what is unknown is told again: it takes it in once. */
export const shipCalled: CommandDefinition<OfOrder, CallerConnection> = {
  label: 'Ship the order',
  input: OfOrder,
  subject: ({ order }) => ({ kind: 'order', reference: order, itemReference: null }),
  allowed: ({ status }) =>
    status === 'AWAITING_FULFILMENT'
      ? { allowed: true }
      : { allowed: false, code: 'NOT_PAID', reason: 'Only a paid order is shipped.' },
  onceKey: ({ order }) => order,
  send: tellShipped,
  async settle(context, input) {
    const outcome = await tellShipped(context, input);
    return outcome.outcome === 'succeeded' ? outcome : { outcome: 'absent' };
  },
  settleWindowMs: 60_000,
  whenAbsent: 'resend',
};

/** Decides what a call of the channel waits for. It is said in the dossier, from where the call is answered. */
export const acceptCalled: CommandDefinition<OfOrder, CallerConnection> = {
  local: true,
  label: 'Accept the order',
  input: OfOrder,
  subject: ({ order }) => ({ kind: 'order', reference: order, itemReference: null }),
  allowed: ({ status }) =>
    status === 'AWAITING_CONFIRMATION'
      ? { allowed: true }
      : { allowed: false, code: 'NOT_ASKED', reason: 'The channel waits for no decision about this order.' },
  onceKey: ({ order }) => order,
  send: accept,
  settle: accept,
  settleWindowMs: 0,
  whenAbsent: 'fail',
};

async function accept({ dossiers }: LocalCommandContext<CallerConnection>, { order }: OfOrder): Promise<Succeeded> {
  await dossiers.append(order, () => [{ kind: 'ACCEPTED', key: 'ACCEPTED', content: {} }]);
  return { outcome: 'succeeded', result: {} };
}

async function tellShipped(
  { connection, session, dossiers }: ShopContext<CallerConnection>,
  { order }: OfOrder,
): Promise<SendOutcome> {
  const outcome = sending(() => connection.server.ship(session.accessToken, order));
  if (outcome.outcome === 'succeeded')
    await dossiers.append(order, () => [{ kind: 'SHIPPED', key: 'SHIPPED', content: {} }]);
  return outcome;
}

/** The adapter of the calling channel. */
export const callerAdapter: Adapter<CallerConnection, CallerConnection, unknown> = defineAdapter<
  CallerConnection,
  CallerConnection
>({
  name: 'bell',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: z.object({ server: z.custom<CallerServer>() }),
  open: (config) => config,
  sources: [bell],
  fetchOrder: async ({ dossiers }, reference) => mapEvents(reference, await dossiers.read(reference)),
  mapDossier: mapEvents,
  commands: { accept: acceptCalled, ship: shipCalled },
});
