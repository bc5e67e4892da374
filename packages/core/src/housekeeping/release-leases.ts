import type { HubContext } from '../hub-context.ts';

const releaseStatement = {
  name: 'leases.release',
  text: `
with tasks as (update interline.sync_task set leased_until = null where leased_until is not null returning 1),
     commands as (
       update interline.command set leased_until = null, due_at = least(due_at, $1)
        where leased_until is not null and due_at is not null returning 1),
     polls as (update interline.watermark set leased_until = null where leased_until is not null returning 1),
     backfills as (update interline.backfill set leased_until = null where leased_until is not null returning 1)
select (select count(*) from tasks) + (select count(*) from commands)
     + (select count(*) from polls) + (select count(*) from backfills) as released`,
};

/**
 * Gives up every lease at once, so that what a killed predecessor had in hand need not wait for its
 * lease to end. Only for a process that is sure to be alone on its database.
 *
 * @returns how many leases there were
 */
export async function releaseLeases(context: HubContext): Promise<number> {
  const [row] = await context.database.query<{ released: string }>(releaseStatement, [context.clock.now()]);
  return Number(row?.released ?? 0);
}
