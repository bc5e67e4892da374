import type { AnyAdapter } from '@interline/core';
import { authoriseShop, submitCommand, Ticket, workCommands } from '@interline/core/hub';
import type { CommandSubmission, HubContext } from '@interline/core/hub';
import type { z } from 'zod';

import type { MerchantPolicy } from '../src/config.ts';
import ship from '../src/index.ts';
import { dyingAt } from './dying-at.ts';
import { openQimenHub } from './qimen-hub.ts';
import type { Answer, QimenHub } from './qimen-hub.ts';
import { openReportGateway } from './report-gateway.ts';
import type { ReportGateway } from './report-gateway.ts';
import { openReservationSystem } from './reservation-system.ts';
import type { Reaction, ReservationSystem } from './reservation-system.ts';
import { about, CREATE, METHOD, PEOPLE } from './ship-calls.ts';

/** A hub that Fliggy calls, whose merchant has a reservation system, and that reports to a gateway. */
export interface CollectHub extends QimenHub {
  readonly merchant: ReservationSystem;
  readonly gateway: ReportGateway;
  /** Places an order, which the reservation system accepts, and asks for its tickets, to which it reacts so. */
  confirm(...reactions: readonly Reaction[]): Promise<Answer>;
  /** Gives tickets back. */
  refund(ticketIds: readonly string[], surcharge?: number): Promise<Answer>;
  /** Lets the time pass, and works off what came due. */
  later(ms: number): Promise<void>;
  /** Works off what is due in a process that is killed at a statement. */
  workDyingAt(statement: string, nth?: number): Promise<boolean>;
  /** The commands of the shop, the first first, and of one moment by name. */
  ledger(): Promise<readonly LedgerRow[]>;
  /** Somebody does something by GraphQL. */
  submit(name: string, input: object): Promise<CommandSubmission>;
  /** Gives the shop a session. */
  authorise(): Promise<void>;
  /** The same hub in a process with another policy. */
  withPolicy(policy: z.input<typeof MerchantPolicy>): HubContext;
  /** Where each ticket stands. */
  tickets(): Promise<readonly string[]>;
}

/** A command as the ledger has it. */
export interface LedgerRow {
  readonly name: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: unknown;
  readonly attempts: number;
  readonly requestedBy: string;
}

export const ACCEPTED = { answer: { accepted: true, agentOrderNumber: 'A-1' } } as const;
export const PENDING = { answer: { pending: true } } as const;
const [first, second] = PEOPLE;
/** The tickets of the order, one for each passenger. */
export const TICKETS = {
  tickets: [
    { passengerId: first.passenger_id, ticketId: 'T-1', price: '12000', kind: 'SHIP', number: '3404040' },
    { passengerId: second.passenger_id, ticketId: 'T-2', price: 6_000, kind: 'SHIP', password: '22d9d9d' },
  ],
  pickUp: { place: '蛇口邮轮中心', number: '344420', password: '4502039' },
  gate: '3',
  shipNumber: 'HT-7',
} as const;

/** After this, the reservation system has been asked for the first time since Fliggy was told to wait. */
export const FIRST_MS = 10_100;

/** Opens one, authorised unless told otherwise. */
export async function openCollectHub(policy: object = {}): Promise<CollectHub> {
  const merchant = await openReservationSystem();
  const gateway = await openReportGateway();
  const { url, secret } = merchant;
  const config = {
    gatewayUrl: gateway.url,
    callsPerSecond: 1_000,
    defaultPolicy: { mode: 'callback' as const, url, secret, waitMs: 2_500, ...policy },
  };
  const base = await openQimenHub(config);
  const { hub, shop } = base;
  const others: HubContext[] = [];
  const viewer = hub.viewer(['orders:read', 'orders:write']);
  const authorise = (): Promise<void> =>
    authoriseShop(hub.context, shop.id, { accessToken: 'session', expiresAt: null });
  let wishes = 0;
  await authorise();
  return {
    ...base,
    merchant,
    gateway,
    authorise,
    async confirm(...reactions) {
      merchant.react(ACCEPTED, ...reactions);
      await base.call(METHOD.create, CREATE);
      return base.call(METHOD.confirm, about('A-1'));
    },
    refund(ticketIds, surcharge) {
      const tickets = ticketIds.map((ticketId) => ({
        ticket_id: ticketId,
        passenger_id: PEOPLE[ticketId.startsWith('T-1') ? 0 : 1].passenger_id,
        refund_surcharge: surcharge,
      }));
      return base.call(METHOD.refund, { ...about('A-1'), passenger_list: tickets });
    },
    async later(ms) {
      hub.clock.advance(ms);
      await hub.settle();
    },
    async workDyingAt(statement, nth) {
      const dying = dyingAt(hub.context, statement, nth);
      await workCommands(dying.context, { limit: 10 }).catch(() => undefined);
      return dying.isDead();
    },
    ledger: () =>
      hub.database.query<LedgerRow>(
        {
          name: 'test.ledger',
          text: `select name, state, code, message, result, attempts, requested_by as "requestedBy"
                   from interline.command order by created_at, name, id`,
        },
        [],
      ),
    submit: (name, input) =>
      submitCommand(hub.context, viewer, { channel: 'ship', name, idempotencyKey: `wish-${(wishes += 1)}`, input }),
    withPolicy(defaultPolicy) {
      const adapter = ship as AnyAdapter;
      const { clock, random, logger } = hub.context;
      const app = { messages: 'pull', appKey: '12345678', appSecret: 'qimen-secret' };
      const parsed = adapter.config.parse({ ...app, ...config, defaultPolicy });
      const connection = adapter.open(parsed, { clock, random, logger });
      const other = { ...hub.context, channels: new Map([['ship', { adapter, connection }]]) };
      others.push(other);
      return other;
    },
    async tickets() {
      const all = await hub.database.em().find(Ticket, {}, { orderBy: { position: 'asc' } });
      return all.map(({ status }) => status);
    },
    async close() {
      for (const { channels } of others) {
        for (const { adapter, connection } of channels.values()) await adapter.close?.(connection);
      }
      await base.close();
      await merchant.close();
      await gateway.close();
    },
  };
}
