import type { PoolClient } from 'pg';
import type { PostgresDatabase } from '../open-database.ts';

/**
 * The SQL that would turn the migrated database into what the entities say; empty when they agree. A table that no
 * entity describes counts too, in every PostgreSQL schema that some entity is in.
 *
 * MikroORM compares indexes given as an expression by name alone. So the entities' tables are also made beside the
 * migrated ones, in a transaction that is rolled back, and PostgreSQL's own words for the indexes are compared.
 */
export async function schemaDifference({ orm, pool }: PostgresDatabase): Promise<string> {
  const entities = [...orm.getMetadata().getAll().values()];
  const schemas = [...new Set(entities.map(({ schema }) => schema ?? 'public'))].sort();
  const differences: string[] = [];
  for (const schema of schemas) {
    differences.push(await orm.schema.getUpdateSchemaSQL({ wrap: false, safe: false, dropTables: true, schema }));
  }
  const client = await pool.connect();
  try {
    differences.push(await indexDifference(client, schemas, await orm.schema.getCreateSchemaSQL({ wrap: false })));
  } finally {
    client.release();
  }
  return differences
    .map((sql) => sql.trim())
    .filter((sql) => sql !== '')
    .join('\n');
}

async function indexDifference(client: PoolClient, schemas: readonly string[], createSql: string): Promise<string> {
  await client.query('begin');
  try {
    const migrated = await indexes(client, schemas);
    for (const schema of schemas) {
      const quoted = client.escapeIdentifier(schema);
      await client.query(`alter schema ${quoted} rename to ${client.escapeIdentifier(`${schema}_migrated`)}`);
      await client.query(`create schema ${quoted}`);
    }
    await client.query(createSql);
    const described = await indexes(client, schemas);
    return [...described]
      .filter(([name, definition]) => migrated.has(name) && migrated.get(name) !== definition)
      .map(([name, definition]) => `drop index ${name};\n${definition};`)
      .join('\n');
  } finally {
    await client.query('rollback');
  }
}

async function indexes(client: PoolClient, schemas: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select format('%I.%I', schemaname, indexname) as name, indexdef as definition
       from pg_indexes where schemaname = any($1) order by 1`,
    [schemas],
  );
  return new Map(rows.map(({ name, definition }) => [name, definition]));
}
