import { createTestHub } from '@interline/adapter-testing';
import type { TestHub } from '@interline/adapter-testing';
import type { AnyAdapter, Dossiers, ShopIdentity } from '@interline/core';
import { Order, findCommand, shopDossiers, submitCommand, Ticket, workCommands } from '@interline/core/hub';
import type { CommandRecord, CommandSubmission } from '@interline/core/hub';

import ship from '../src/index.ts';
import { accepted, confirmed, created, ORDER_ID } from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { dyingAt } from './dying-at.ts';
import { openReportGateway } from './report-gateway.ts';
import type { ReportGateway } from './report-gateway.ts';

/** A hub whose shop reports to a gateway, and that has one order, whose tickets are asked for. */
export interface ReportHub {
  readonly hub: TestHub;
  readonly gateway: ReportGateway;
  readonly shop: ShopIdentity;
  readonly dossiers: Dossiers;
  /** Appends to the order's dossier, one after the other. */
  tell(...told: readonly Told[]): Promise<void>;
  submit(name: string, key: string, input: object): Promise<CommandSubmission>;
  /** Submits, works off what is due, and gives the command as it is then. */
  done(name: string, key: string, input: object): Promise<CommandRecord>;
  /** The command as it is after the time has passed, and what came due was worked off. */
  later(command: CommandRecord, ms: number): Promise<CommandRecord>;
  /** Works off what is due in a process that is killed when it comes to a statement for the `nth` time. */
  workDyingAt(statement: string, nth?: number): Promise<void>;
  /** Status of the order, and those of its tickets. */
  standing(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens one. */
export async function openReportHub(...told: readonly Told[]): Promise<ReportHub> {
  const gateway = await openReportGateway();
  const config = { gatewayUrl: gateway.url, messages: 'pull', appKey: '1', appSecret: 's', callsPerSecond: 1_000 };
  const hub = await createTestHub({ channels: [{ adapter: ship as AnyAdapter, config }] });
  const shop = await hub.addShop({
    channel: 'ship',
    accountId: '2200612345678',
    accountNick: 'ferry-line',
    accessToken: 'session',
  });
  const { context } = hub;
  const dossiers = shopDossiers(context, shop, 'CALL');
  const viewer = hub.viewer(['orders:read', 'orders:write']);
  const tell: ReportHub['tell'] = async (...entries) => {
    for (const entry of entries) await dossiers.append(ORDER_ID, () => [entry]);
  };
  const submit: ReportHub['submit'] = (name, key, input) =>
    submitCommand(context, viewer, { channel: 'ship', name, idempotencyKey: key, input });
  const found = async (id: string): Promise<CommandRecord> => {
    const command = await findCommand(context.database, viewer, id);
    if (!command) throw new Error(`there is no command ${id}`);
    return command;
  };
  await tell(...(told.length > 0 ? told : [created(), accepted(), confirmed()]));
  return {
    hub,
    gateway,
    shop,
    dossiers,
    tell,
    submit,
    async done(name, key, input) {
      const submission = await submit(name, key, input);
      if (submission.kind !== 'accepted') throw new Error(submission.message);
      await hub.settle();
      return found(submission.command.id);
    },
    async later({ id }, ms) {
      hub.clock.advance(ms);
      await hub.settle();
      return found(id);
    },
    async workDyingAt(statement, nth) {
      await workCommands(dyingAt(context, statement, nth).context, { limit: 10 }).catch(() => undefined);
    },
    async standing() {
      const em = hub.database.em();
      const order = await em.findOneOrFail(Order, { reference: ORDER_ID });
      const tickets = await em.find(Ticket, { orderId: order.id }, { orderBy: { position: 'asc' } });
      return [order.status, ...tickets.map(({ status }) => status)];
    },
    async close() {
      await hub.close();
      await gateway.close();
    },
  };
}
