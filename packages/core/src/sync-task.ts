import { defineEntity, p } from '@mikro-orm/core';

/** What made the hub look at an order; recorded on the events that come of it. `CALL`: the channel called the hub. */
export type Cause = 'MESSAGE' | 'CALL' | 'POLL' | 'REQUERY' | 'COMMAND' | 'BACKFILL' | 'MANUAL' | 'REPLAY' | 'DEADLINE';

/** Causes that nobody waits for: what came of a message, a person or a search is fetched first. */
export const PATIENT_CAUSES: readonly Cause[] = ['REQUERY', 'BACKFILL'];

const SyncTaskSchema = defineEntity({
  name: 'SyncTask',
  tableName: 'sync_task',
  schema: 'interline',
  properties: {
    shopId: p.uuid().primary(),
    reference: p.text().primary(),
    channel: p.text(),
    cause: p.text().$type<Cause>(),
    /** Goes up with each request; a task whose number rose while it was worked on is worked on again. */
    requested: p.integer().default(1),
    dueAt: p.datetime(3),
    /** Failed tries since the last success. */
    tries: p.integer().default(0),
    /** Until when a worker holds it; a dead worker's task is free again after that. */
    leasedUntil: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
  },
  indexes: [
    {
      name: 'sync_task_due',
      expression:
        "create index sync_task_due on interline.sync_task (shop_id, (cause in ('REQUERY', 'BACKFILL')), due_at)",
    },
  ],
});

/** An order to be fetched: one row per order, however many hints ask for it. */
export class SyncTask extends SyncTaskSchema.class {}
SyncTaskSchema.setClass(SyncTask);
export { SyncTaskSchema };
