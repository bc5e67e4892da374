import type { Rows, RowsPlan, Site } from './plan/field-plan.ts';

/**
 * The row whose id a resolver's object has under a key.
 * @param row finds the row by an SQL expression of type text
 */
export function rowOf(key: string, row: (site: Site, id: string) => Rows): RowsPlan {
  return {
    kind: 'rows',
    bind: ({ parent }) => ({ shape: '', values: [(parent as Readonly<Record<string, unknown>>)[key]] }),
    rows: (_parent, site) => row(site, site.param(0, 'text')),
  };
}
