import { writeFileSync } from 'node:fs';
import flight from '@interline/adapter-flight';
import ship from '@interline/adapter-ship';
import vacation from '@interline/adapter-vacation';
import type { AnyAdapter } from '@interline/core';
import { buildSchema } from '@interline/schema';
import { lexicographicSortSchema, printSchema } from 'graphql';

/** The adapters whose types the committed schema shows: those that come with the hub. */
const ADAPTERS: readonly AnyAdapter[] = [vacation as AnyAdapter, flight as AnyAdapter, ship as AnyAdapter];

/** The whole schema as text, sorted, so that a change of it is a change of one reviewed file. */
export function schemaText(): string {
  return `${printSchema(lexicographicSortSchema(buildSchema({ adapters: ADAPTERS })))}\n`;
}

if (import.meta.main) writeFileSync(new URL('../schema.graphql', import.meta.url), schemaText());
