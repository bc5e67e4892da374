import { prune } from '@interline/core/hub';
import { PgBoss } from 'pg-boss';
import type { RoleSetting, Running } from './role.ts';

const QUEUE = 'housekeeping';
/** Every night at 3:17 in China, when few people travel or trade. */
const NIGHTLY = '17 3 * * *';

/** Prunes what is older than the retention, once a night, on one node of however many there are. */
export async function startHousekeeping({ context, environment, databaseUrl }: RoleSetting): Promise<Running> {
  const { logger } = context;
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, schema: 'interline_jobs' });
  boss.on('error', (error) => logger.error({ error }, 'housekeeping: pg-boss reports an error'));
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.schedule(QUEUE, NIGHTLY, null, { tz: 'Asia/Shanghai' });
  await boss.work(QUEUE, async () => {
    const keptMs = environment.INTERLINE_RETENTION_DAYS * 86_400_000;
    let messages = 0;
    let events = 0;
    for (;;) {
      const pruned = await prune(context, { messagesMs: keptMs, eventsMs: keptMs });
      messages += pruned.messages;
      events += pruned.events;
      if (pruned.messages + pruned.events === 0) break;
    }
    logger.info({ messages, events, days: environment.INTERLINE_RETENTION_DAYS }, 'pruned history');
  });
  return { stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs }) };
}
