import { createManualClock, createTestHub } from '@interline/adapter-testing';
import type { ManualClock, TestHub } from '@interline/adapter-testing';
import type { AnyAdapter, Dossiers, ShopIdentity } from '@interline/core';
import { findCommand, shopDossiers, submitCommand } from '@interline/core/hub';
import type { CommandRecord, CommandSubmission, HubContext } from '@interline/core/hub';
import type { z } from 'zod';

import { createShipAdapter } from '../src/adapter.ts';
import type { MerchantPolicy } from '../src/config.ts';
import { openCallServer } from './call-server.ts';
import type { CallServer } from './call-server.ts';
import { createSandbox, DEMO_RESERVATION_SECRET } from './sandbox.ts';
import type { LedgerEntry, Sandbox, ShipControl } from './sandbox.ts';

/** A hub whose shop sells ferries of a sandbox, which calls it over HTTP; both go by one clock that stands still. */
export interface ShipHub {
  readonly hub: TestHub;
  readonly sandbox: Sandbox;
  readonly ship: ShipControl;
  readonly shop: ShopIdentity;
  readonly dossiers: Dossiers;
  /** Two processes on one database. */
  readonly nodes: readonly [HubContext, HubContext];
  readonly calls: CallServer;
  /** Waits for what the platform does, for as long as nobody waits for a decision: then `pending`, and it goes on. */
  begin<Result>(work: Promise<Result>): Promise<{ readonly result: Result } | 'pending'>;
  submit(name: string, key: string, input: object): Promise<CommandSubmission>;
  /** Submits, works off what is due, and gives the command as it is then. */
  done(name: string, key: string, input: object): Promise<CommandRecord>;
  /** The command as it is after the time has passed, and what came due was worked off. */
  later(command: CommandRecord, ms: number): Promise<CommandRecord>;
  /** What truly happened at the platform by reports. */
  effects(method: string): readonly LedgerEntry[];
  close(): Promise<void>;
}

/** How long `decisions` waits, in milliseconds: nothing else does for just as long. */
export const WAIT_MS = 3_000;

/** Who decides in these tests; the reservation system is the sandbox's. */
export type Mode = MerchantPolicy['mode'];

/** Opens one. */
export async function openShipHub(mode: Mode = 'automatic', more: object = {}): Promise<ShipHub> {
  const { clock, begin } = watchedClock();
  const sandbox = await createSandbox({ clock, seed: 7 });
  const { control, app, gatewayUrl, reservationsUrl } = sandbox;
  const seller = control.shops().find(({ channel }) => channel === 'ship');
  if (!seller?.session) throw new Error('the sandbox has no account that sells ship tickets');
  const { sellerId: accountId, nick: accountNick, session: accessToken } = seller;
  const policies: Readonly<Record<Mode, z.input<typeof MerchantPolicy>>> = {
    automatic: { mode: 'automatic', ...more },
    decisions: { mode: 'decisions', waitMs: WAIT_MS, ...more },
    callback: { mode: 'callback', waitMs: 2_900, url: reservationsUrl, secret: DEMO_RESERVATION_SECRET, ...more },
  };
  const config = {
    gatewayUrl,
    appKey: app.key,
    appSecret: app.secret,
    callsPerSecond: 1_000,
    defaultPolicy: policies[mode],
  };
  const hub = await createTestHub({ channels: [{ adapter: createShipAdapter() as AnyAdapter, config }], clock });
  const shop = await hub.addShop({ channel: 'ship', accountId, accountNick, accessToken });
  const nodes = [hub.context, secondNode(hub.context, config)] as const;
  const calls = await openCallServer(nodes);
  control.ship.setPolicy({ target: calls.target });
  const viewer = hub.viewer(['orders:read', 'orders:write']);
  const submit: ShipHub['submit'] = (name, key, input) =>
    submitCommand(hub.context, viewer, { channel: 'ship', name, idempotencyKey: key, input });
  const found = async ({ id }: CommandRecord): Promise<CommandRecord> => {
    const command = await findCommand(hub.database, viewer, id);
    if (!command) throw new Error(`there is no command ${id}`);
    return command;
  };
  return {
    hub,
    sandbox,
    ship: control.ship,
    shop,
    dossiers: shopDossiers(hub.context, shop, 'CALL'),
    nodes,
    calls,
    begin,
    submit,
    async done(name, key, input) {
      const submission = await submit(name, key, input);
      if (submission.kind !== 'accepted') throw new Error(submission.message);
      await hub.settle();
      return found(submission.command);
    },
    async later(command, ms) {
      clock.advance(ms);
      await hub.settle();
      return found(command);
    },
    effects: (method) => control.ledger({ kind: 'effect' }).entries.filter(({ what }) => what === method),
    async close() {
      await sandbox.close();
      await calls.close();
      for (const { adapter, connection } of nodes[1].channels.values()) await adapter.close?.(connection);
      await hub.close();
    },
  };
}

/** Another process: its own adapter and what it keeps in memory, the same database. */
function secondNode(first: HubContext, config: object): HubContext {
  const adapter = createShipAdapter() as AnyAdapter;
  const { clock, random, logger } = first;
  const connection = adapter.open(adapter.config.parse(config), { clock, random, logger });
  // What is kept of a database in memory is kept by the object.
  return { ...first, database: { ...first.database }, channels: new Map([['ship', { adapter, connection }]]) };
}

function watchedClock(): { readonly clock: ManualClock; readonly begin: ShipHub['begin'] } {
  const clock = createManualClock();
  const watching = new Set<() => void>();
  return {
    clock: {
      ...clock,
      schedule(delayMs, task) {
        const cancel = clock.schedule(delayMs, task);
        if (delayMs === WAIT_MS) for (const tell of watching) tell();
        return cancel;
      },
    },
    async begin(work) {
      const waits = Promise.withResolvers<'pending'>();
      const tell = (): void => waits.resolve('pending');
      watching.add(tell);
      try {
        return await Promise.race([work.then((result) => ({ result })), waits.promise]);
      } finally {
        watching.delete(tell);
      }
    },
  };
}
