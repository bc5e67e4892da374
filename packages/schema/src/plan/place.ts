/** Where a field's SQL finds its columns: a row of a table, or a few expressions under names. */
export interface Place {
  /** The SQL expression for a column, for example `o1.created_at`. */
  column(name: string): string;
}

/** A row under an alias that remembers which of its columns were asked for. */
export interface RowPlace extends Place {
  readonly alias: string;
  readonly used: ReadonlySet<string>;
}

export function rowPlace(alias: string): RowPlace {
  const used = new Set<string>();
  return {
    alias,
    used,
    column: (name) => {
      used.add(name);
      return `${alias}.${name}`;
    },
  };
}

/** A place of named expressions; names it does not know are looked up in `base`. */
export function withColumns(columns: Readonly<Record<string, () => string>>, base?: Place): Place {
  return {
    column: (name) => {
      const own = columns[name];
      if (own !== undefined) {
        return own();
      }
      if (base === undefined) {
        throw new Error(`There is no column "${name}" here; known are ${Object.keys(columns).join(', ')}.`);
      }
      return base.column(name);
    },
  };
}
