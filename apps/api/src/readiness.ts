import type { HubContext } from '@interline/core/hub';
import type { Readiness } from './http/health.ts';
import { sourceHealth } from './sources.ts';

const aliveStatement = { name: 'readiness.database', text: 'select 1' };

/**
 * Whether this process can answer clients. A source that fails does not make it unready: orders are
 * still polled and served, and `channels { health }` shows the trouble.
 */
export async function readiness(context: HubContext): Promise<Readiness> {
  const database = await context.database.query(aliveStatement).then(
    () => true,
    () => false,
  );
  const sources = [...sourceHealth(context)].map(([name, { state }]) => [name, state === 'RUNNING'] as const);
  return { ok: database, checks: { database, ...Object.fromEntries(sources) } };
}
