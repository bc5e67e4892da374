import type { Pool } from 'pg';
import { hubContext, openBenchDatabase } from '../hub-context.ts';
import { memoryChannel } from './memory-channel.ts';
import type { Hint } from './message-mix.ts';
import { parameterText } from './parameter-text.ts';
import { pgbenchReplay } from './pgbench-script.ts';
import type { ParameterTypes, Recording, Replay } from './pgbench-script.ts';
import { recordingDatabase } from './recording-database.ts';
import type { SentStatement } from './recording-database.ts';
import { takeMessages } from './take-messages.ts';

/** Rows of the table of parameters that are inserted at a time. */
const INSERT_BATCH = 200;

/** Lets the hub take messages one by one in a database of their own, and notes every statement that it sends. */
export async function recordMessages(url: string, hints: readonly Hint[]): Promise<Recording[]> {
  const database = await openBenchDatabase(url);
  try {
    let sent: SentStatement[] = [];
    const channel = memoryChannel();
    const context = hubContext(
      recordingDatabase(database, (statement) => sent.push(statement)),
      [channel.adapter],
    );
    const recordings: Recording[] = [];
    for (const hint of hints) {
      sent = [];
      await takeMessages(context, channel, [hint]);
      recordings.push(sent);
    }
    return recordings;
  } finally {
    await database.close();
  }
}

/** Gives a database the table from which pgbench reads the parameters. */
export async function prepareReplay(url: string, recordings: readonly Recording[], perClient: number): Promise<Replay> {
  const database = await openBenchDatabase(url);
  try {
    const replay = pgbenchReplay(recordings, perClient, await parameterTypes(database.pool, recordings));
    await fill(database.pool, replay);
    return replay;
  } finally {
    await database.close();
  }
}

async function parameterTypes(pool: Pool, recordings: readonly Recording[]): Promise<ParameterTypes> {
  const statements = new Map(recordings.flat().map(({ name, text }) => [name, text]));
  const connection = await pool.connect();
  try {
    const types = new Map<string, readonly string[]>();
    for (const [name, text] of statements) {
      if (name === 'begin' || name === 'commit') continue;
      await connection.query(`prepare asked as ${text}`);
      const { rows } = await connection.query<{ types: string[] }>(
        `select parameter_types::text[] as types from pg_prepared_statements where name = 'asked'`,
      );
      await connection.query('deallocate asked');
      types.set(name, rows[0]?.types ?? []);
    }
    return types;
  } finally {
    connection.release();
  }
}

async function fill(pool: Pool, { rows, width }: Replay): Promise<void> {
  const columns = Array.from({ length: width }, (_, place) => `v${place + 1}`);
  await pool.query(
    `create table replay (n int primary key, sequence int not null, ${columns.map((name) => `${name} text`).join(', ')})`,
  );
  for (let first = 0; first < rows.length; first += INSERT_BATCH) {
    const batch = rows.slice(first, first + INSERT_BATCH).map(({ sequence, values }, place) => ({
      n: first + place,
      sequence,
      ...Object.fromEntries(values.map((value, column) => [`v${column + 1}`, parameterText(value)])),
    }));
    await pool.query('insert into replay select * from json_populate_recordset(null::replay, $1)', [
      JSON.stringify(batch),
    ]);
  }
  await pool.query('vacuum analyze replay');
}
