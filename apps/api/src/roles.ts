import type { HubContext } from '@interline/core/hub';
import {
  announceDeadlines,
  continueBackfills,
  listShops,
  placeDue,
  pollShop,
  requeryOpenOrders,
  runSync,
  workCommands,
} from '@interline/core/hub';
import type { Role } from './environment.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { RoleSetting, Running } from './role.ts';
import { startSources } from './sources.ts';
import { startWorker } from './worker.ts';
import type { Worker, WorkerOptions } from './worker.ts';

/** How many orders a process fetches, and commands it sends, in one go. */
const SYNC_BATCH = 400;
const COMMAND_BATCH = 20;

/** The parts of the hub by name, so that one process can hold all of them or many processes share them. */
const STARTERS: Readonly<Record<Exclude<Role, 'serve'>, (setting: RoleSetting) => Promise<Running>>> = {
  ingest: ({ context }) => startSources(context),

  sync: ({ context, environment, stopping }) =>
    startWoken(context, 'interline_sync', {
      name: 'sync',
      stopping,
      restMs: 1_000,
      work: (signal) =>
        runSync(context, { limit: SYNC_BATCH, leaseMs: environment.INTERLINE_LEASE_SECONDS * 1_000, signal }),
    }),

  // What the hub does of itself may wait for a merchant's system, and nobody waits for it: it must not hold up the others.
  commands: async ({ context, environment, stopping }) => {
    const leaseMs = environment.INTERLINE_LEASE_SECONDS * 1_000;
    const workers = await Promise.all(
      (['others', 'internal'] as const).map((only) =>
        startWoken(context, 'interline_command', {
          name: only === 'others' ? 'commands' : 'internal commands',
          stopping,
          restMs: 1_000,
          work: (signal) => workCommands(context, { limit: COMMAND_BATCH, only, leaseMs, signal }),
        }),
      ),
    );
    const owed = startWorker({
      name: 'owed commands',
      clock: context.clock,
      logger: context.logger,
      stopping,
      restMs: 5_000,
      work: () => placeDue(context, { limit: SYNC_BATCH }),
    });
    return {
      stop: async (graceMs) => void (await Promise.all([...workers, owed].map((worker) => worker.stop(graceMs)))),
    };
  },

  reconcile: async ({ context, environment, stopping }) => {
    const pollMs = environment.INTERLINE_POLL_SECONDS * 1_000;
    const leaseMs = environment.INTERLINE_LEASE_SECONDS * 1_000;
    const requeryMs = environment.INTERLINE_REQUERY_SECONDS * 1_000;
    const common = { clock: context.clock, logger: context.logger, stopping };
    const workers = [
      startWorker({
        ...common,
        name: 'polls',
        restMs: pollMs,
        work: (signal) => pollEveryShop(context, leaseMs, signal),
      }),
      startWorker({
        ...common,
        name: 'requery',
        restMs: Math.min(requeryMs, 10_000),
        work: async () => {
          const shops = await listShops(context.database);
          let asked = 0;
          for (const shop of shops) {
            if (shop.state === 'ACTIVE') {
              asked += await requeryOpenOrders(context, shop.id, {
                openAfterMs: requeryMs,
                closedAfterMs: environment.INTERLINE_REQUERY_CLOSED_SECONDS * 1_000,
                limit: SYNC_BATCH,
              });
            }
          }
          return asked;
        },
      }),
      startWorker({
        ...common,
        name: 'backfills',
        restMs: 5_000,
        work: (signal) => continueBackfills(context, { leaseMs, signal }),
      }),
      startWorker({
        ...common,
        name: 'deadlines',
        restMs: 30_000,
        work: () => announceDeadlines(context, { withinMs: environment.INTERLINE_DEADLINE_NOTICE_SECONDS * 1_000 }),
      }),
    ];
    return { stop: async (graceMs) => void (await Promise.all(workers.map((worker) => worker.stop(graceMs)))) };
  },

  housekeeping: startHousekeeping,
};

/** Starts every role of the list but `serve`, which the composition root starts last. */
export async function startRoles(setting: RoleSetting): Promise<Running> {
  const running: Running[] = [];
  for (const role of setting.environment.INTERLINE_ROLES) {
    if (role !== 'serve') running.push(await STARTERS[role](setting));
  }
  return { stop: async (graceMs) => void (await Promise.all(running.map((part) => part.stop(graceMs)))) };
}

/** A worker that a notification wakes; without one it looks again after its rest. */
async function startWoken(
  context: HubContext,
  channel: string,
  options: Omit<WorkerOptions, 'clock' | 'logger'>,
): Promise<Running> {
  const worker: Worker = startWorker({ ...options, clock: context.clock, logger: context.logger });
  const unlisten = await context.database.listen(channel, () => worker.wake());
  return {
    stop: async (graceMs) => {
      await unlisten();
      await worker.stop(graceMs);
    },
  };
}

async function pollEveryShop(context: HubContext, leaseMs: number, signal: AbortSignal): Promise<number> {
  for (const shop of await listShops(context.database)) {
    const open = context.channels.get(shop.channel);
    if (shop.state !== 'ACTIVE' || !open) continue;
    for (const source of open.adapter.sources) {
      if (source.kind !== 'poll') continue;
      const report = await pollShop(context, shop.id, source, { leaseMs, signal });
      context.logger.debug({ shop: shop.id, source: source.name, ...report }, 'searched a shop');
    }
  }
  // A search is due by the clock alone, however much it found.
  return 0;
}
