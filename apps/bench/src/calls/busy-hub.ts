import { setTimeout as rest } from 'node:timers/promises';
import { interline } from '../reads/dialects/interline.ts';
import { listRequests } from '../reads/sample.ts';
import { runLoad } from '../load/run-load.ts';
import type { CalledHub } from './called-hub.ts';

/** Clients that ask for lists at a time. */
const CLIENTS = 64;
/** Orders on a page: as many as a client may ask for. */
const PAGE = 100;

/** Every ship order that is not due already is due to be fetched again: what a sweep, or an outage, leaves. */
const BACKLOG = `insert into interline.sync_task (shop_id, reference, channel, cause, due_at)
  select distinct shop_id, reference, channel, 'REQUERY', now() from interline.dossier_entry order by shop_id, reference
  on conflict do nothing`;

/** Keeps a hub busy with long lists and a backlog. */
export function busyWith(
  hub: CalledHub,
  seconds: number,
): { readonly begun: Promise<void>; readonly ended: Promise<void> } {
  const requests = listRequests().map((request, place) => ({
    body: JSON.stringify(interline.list({ ...request, size: PAGE })),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${hub.tokens[place % hub.tokens.length]}`,
    },
  }));
  const url = `${hub.url}/graphql`;
  const lists = runLoad(
    { url, requests, connections: CLIENTS, warmupSeconds: 0, seconds },
    { server: NaN, postgres: NaN },
  );
  let isOver = false;
  const fill = async (): Promise<void> => {
    while (!isOver) {
      await hub.administer(BACKLOG);
      await rest(250);
    }
  };
  const ended = Promise.all([lists.finally(() => (isOver = true)), fill()]).then(([{ failed, total }]) => {
    if (failed > 0) throw new Error(`${failed} of ${total} lists were not answered.`);
  });
  return { begun: Promise.race([rest(1_000), ended]), ended };
}
