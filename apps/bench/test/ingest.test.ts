import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBenchPostgres } from '../src/bench-postgres.ts';
import type { BenchPostgres } from '../src/bench-postgres.ts';
import { hubContext, openBenchDatabase } from '../src/hub-context.ts';
import { blockOf, seededOrders } from '../src/ingest/message-mix.ts';
import { parameterText } from '../src/ingest/parameter-text.ts';
import { pgbenchReplay } from '../src/ingest/pgbench-script.ts';
import { recordMessages } from '../src/ingest/prepare-replay.ts';
import { seed } from '../src/ingest/seed.ts';
import { countEvents, takeAll } from '../src/ingest/take-all.ts';

const BLOCKS = 2;
const hints = Array.from({ length: BLOCKS }, (_, block) => blockOf(block)).flat();

let postgres: BenchPostgres;
let seeded: string;

beforeAll(async () => {
  postgres = await openBenchPostgres();
  seeded = await postgres.createDatabase(50);
  const database = await openBenchDatabase(seeded);
  await seed(hubContext(database), seededOrders(BLOCKS)).finally(() => database.close());
});

afterAll(() => postgres.close());

describe('taking messages', () => {
  it.each([
    { size: 1, workers: 2 },
    { size: 20, workers: 1 },
    { size: 40, workers: 1 },
  ])('$size in a transaction tells each change once', async (way) => {
    const database = await openBenchDatabase(await postgres.cloneDatabase(seeded));
    try {
      const before = await events(database.pool);
      await takeAll(database, hints, way);
      const after = await events(database.pool);
      expect(after.created - before.created).toBe(10 * BLOCKS);
      expect(after.changed - before.changed).toBe(8 * BLOCKS);
      expect(await countEvents(database)).toContain(`message DONE ${19 * BLOCKS}`);
    } finally {
      await database.close();
    }
  });
});

describe('the replay for pgbench', () => {
  it('holds every statement of a message, and nothing but the inbox for a duplicate', async () => {
    const recordings = await recordMessages(await postgres.cloneDatabase(seeded), hints.slice(0, 20));
    const names = recordings.map((recording) => recording.map(({ name }) => name));
    expect(names[0]).toEqual(expect.arrayContaining(['inbox.ingest', 'begin', 'apply.write', 'sync.finish', 'commit']));
    expect(names[18]).not.toContain('apply.write');
    expect(names[19]).toEqual(['inbox.ingest']);
    const { script, rows } = pgbenchReplay(recordings, 20, new Map());
    expect(new Set(rows.map(({ sequence }) => sequence)).size).toBe(3);
    expect(script.match(/^\\if :sequence = \d$/gm)).toHaveLength(3);
    expect(script).not.toMatch(/\$\d/);
  });

  it('refuses a statement in which pgbench would see a variable', () => {
    const statement = { name: 'bad', text: `select 'at 12:30'`, values: [] };
    expect(() => pgbenchReplay([[statement]], 1, new Map())).toThrow('Statement bad holds a colon');
  });

  it('writes parameters as PostgreSQL reads them', async () => {
    const database = await openBenchDatabase(seeded);
    const storable = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed());
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.option(storable)), async (texts) => {
          const { rows } = await database.pool.query('select $1::text[] as texts', [parameterText(texts)]);
          expect(rows).toEqual([{ texts }]);
        }),
        { numRuns: 50 },
      );
      const bytes = Buffer.from([0, 1, 92, 255]);
      const { rows } = await database.pool.query('select $1::bytea[] as bytes', [parameterText([bytes])]);
      expect(rows).toEqual([{ bytes: [bytes] }]);
    } finally {
      await database.close();
    }
  });
});

interface Queryable {
  query(text: string): Promise<{ readonly rows: unknown[] }>;
}

async function events(pool: Queryable): Promise<{ readonly created: number; readonly changed: number }> {
  const { rows } = await pool.query(
    `select count(*) filter (where type = 'ORDER_CREATED')::int as created,
            count(*) filter (where type = 'STATUS_CHANGED')::int as changed from interline.order_event`,
  );
  return rows[0] as { created: number; changed: number };
}
