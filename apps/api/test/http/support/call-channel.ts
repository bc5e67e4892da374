import { createHash } from 'node:crypto';
import { defineAdapter, seededRandom, silentLogger, systemClock } from '@interline/core';
import type { AnyAdapter, DossierEntry, OrderSnapshot } from '@interline/core';
import { createSealer, ENTITIES, generateKey, MIGRATIONS, parseKeys, saveShop } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** How long a sign is remembered, in milliseconds. */
const KEPT_MS = 600_000;

/** A channel that calls at `path`: each call is said once in the dossier of the order that its query names; signed or not. */
export function callingChannel(name: string, path: string): AnyAdapter {
  return defineAdapter({
    name,
    compatibility: '^1.0.0',
    direction: 'SALE',
    config: z.object({}),
    open: () => null,
    sources: [
      {
        kind: 'call',
        name: 'calls',
        path,
        answerWithinMs: 5_000,
        maxBytes: 1_000,
        async answer({ dossiers, shop, once, services }, { query, body, headers }) {
          const { 'x-sign': sign } = headers;
          if (sign !== undefined && !(await once(sign, new Date(services.clock.now().getTime() + KEPT_MS))))
            return { status: 403, headers: {}, body: 'shown before' };
          const digest = createHash('sha256').update(body).digest('hex');
          const entries = await dossiers.append(query, () => [{ kind: 'said', key: digest, content: { digest } }]);
          return {
            status: 200,
            headers: { 'content-type': 'text/plain' },
            body: `${shop.name} ${entries.length} ${digest}`,
          };
        },
        refuse: (trouble, { query }) => ({
          status: 200,
          headers: { 'content-type': 'text/plain' },
          body: `trouble ${trouble}${query && ` ${query}`}`,
        }),
      },
    ],
    fetchOrder: async ({ dossiers }, reference) => mapSaid(reference, await dossiers.read(reference)),
    mapDossier: mapSaid,
    commands: {},
  }) as AnyAdapter;
}

function mapSaid(reference: string, entries: readonly DossierEntry[]): OrderSnapshot {
  const at = entries.at(-1)?.recordedAt ?? new Date(0);
  return {
    reference,
    direction: 'SALE',
    status: 'AWAITING_CONFIRMATION',
    channelStatus: 'said',
    modifiedAt: at,
    createdAt: at,
    paidAt: null,
    endedAt: null,
    currency: 'CNY',
    totalAmount: 1n,
    paidAmount: 0n,
    buyerNick: null,
    items: [],
    travellers: [],
    refunds: [],
    detail: {},
    anomalies: [],
    raw: '',
  };
}

/** A hub on a database of its own with a shop `West Ferry`, account `42`, of a channel that calls at `ferry`. */
export async function calledHub(): Promise<HubContext> {
  const { database, drop } = await createTestDatabase({ entities: [...ENTITIES], migrations: MIGRATIONS });
  onTestFinished(drop);
  const adapter = callingChannel('ferry', 'ferry');
  const context: HubContext = {
    database,
    channels: new Map([[adapter.name, { adapter, connection: null }]]),
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  await saveShop(context, { channel: 'ferry', name: 'West Ferry', accountId: '42', accountNick: 'ferry' });
  return context;
}
