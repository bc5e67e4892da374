import { pruneHistory } from '@interline/core';
import { PgBoss } from 'pg-boss';
import type { RoleSetting, Running } from './roles.ts';

const QUEUE = 'housekeeping';
/** Every night at 3:17 in China, when few people travel or trade. */
const NIGHTLY = '17 3 * * *';

/** Prunes what is older than the retention, once a night, on one node of however many there are. */
export async function startHousekeeping({ context, environment, databaseUrl }: RoleSetting): Promise<Running> {
  const { logger, clock } = context;
  const boss = new PgBoss({ connectionString: databaseUrl, max: 2, schema: 'interline_jobs' });
  boss.on('error', (error) => logger.error({ error }, 'housekeeping: pg-boss reports an error'));
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.schedule(QUEUE, NIGHTLY, null, { tz: 'Asia/Shanghai' });
  await boss.work(QUEUE, async () => {
    const before = new Date(clock.now().getTime() - environment.INTERLINE_RETENTION_DAYS * 86_400_000);
    const pruned = await pruneHistory(context, { before });
    logger.info({ ...pruned, before }, 'pruned history');
  });
  return { stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs }) };
}
