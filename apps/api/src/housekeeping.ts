import { prune } from '@interline/core/hub';
import type { HubContext, Pruned, Retention } from '@interline/core/hub';
import { PgBoss } from 'pg-boss';
import type { Environment } from './environment.ts';
import type { RoleSetting, Running } from './role.ts';

const QUEUE = 'housekeeping';
/** Every night at 3:17 in China, when few people travel or trade. */
const NIGHTLY = '17 3 * * *';
const DAY_MS = 86_400_000;

/** Prunes what is older than the retention, once a night, on one node of however many there are. */
export async function startHousekeeping({
  context,
  environment,
  databaseUrl,
  stopping,
}: RoleSetting): Promise<Running> {
  const { logger } = context;
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, schema: 'interline_jobs' });
  boss.on('error', (error) => {
    if (!stopping?.aborted) logger.error({ error }, 'housekeeping: pg-boss reports an error');
  });
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.schedule(QUEUE, NIGHTLY, null, { tz: 'Asia/Shanghai' });
  await boss.work(QUEUE, async () => {
    const pruned = await pruneAll(context, retentionOf(environment));
    logger.info({ ...pruned, days: environment.INTERLINE_RETENTION_DAYS }, 'pruned history');
  });
  return { stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs }) };
}

/** How long what is kept, as the environment says. */
function retentionOf(environment: Environment): Retention {
  const historyMs = environment.INTERLINE_RETENTION_DAYS * DAY_MS;
  return {
    messagesMs: historyMs,
    eventsMs: historyMs,
    attachmentsMs: environment.INTERLINE_ATTACHMENT_RETENTION_DAYS * DAY_MS,
    quotesMs: environment.INTERLINE_QUOTE_RETENTION_DAYS * DAY_MS,
  };
}

/** Prunes batch by batch until nothing is left to prune. @returns how much there was in all */
async function pruneAll(context: HubContext, retention: Retention): Promise<Pruned> {
  const total = { messages: 0, events: 0, unannouncedChanges: 0, quotes: 0, attachments: 0, shownKeys: 0 };
  for (;;) {
    const batch = await prune(context, retention);
    let removed = 0;
    for (const kind of KINDS) {
      total[kind] += batch[kind];
      removed += batch[kind];
    }
    if (removed === 0) return total;
  }
}

const KINDS = ['messages', 'events', 'unannouncedChanges', 'quotes', 'attachments', 'shownKeys'] as const;
