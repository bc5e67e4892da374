/**
 * A piece of JSON text that a statement puts together: literal text and SQL expressions in turn.
 * Kept apart until the end, so that neighbouring literals become one.
 */
export type Fragment = readonly Piece[];
type Piece = { readonly literal: string } | { readonly sql: string };

/** Text that stands in the answer as it is. */
export function literal(text: string): Fragment {
  return [{ literal: text }];
}

/** An SQL expression whose value is JSON (type `json`, `jsonb` or a number, or text that is JSON). */
export function json(sql: string): Fragment {
  return [{ sql }];
}

/** A text column, escaped. */
export function text(sql: string): Fragment {
  return json(`to_json(${sql})`);
}

/** A value that needs quotes but never escapes: an id, a big integer, an enum value. */
export function quoted(sql: string): Fragment {
  return [{ literal: '"' }, { sql }, { literal: '"' }];
}

/** A `timestamptz`, as PostgreSQL writes it in a UTC session: `2026-01-01T00:00:00+00:00`. */
export function instant(sql: string): Fragment {
  return json(`to_json(${sql})`);
}

export function concat(...fragments: readonly Fragment[]): Fragment {
  const pieces: Piece[] = [];
  for (const piece of fragments.flat()) {
    const last = pieces.at(-1);
    if ('literal' in piece && last !== undefined && 'literal' in last) {
      pieces[pieces.length - 1] = { literal: last.literal + piece.literal };
    } else {
      pieces.push(piece);
    }
  }
  return pieces;
}

/** A JSON object of the members, in their order. The keys are GraphQL names, which need no escapes. */
export function object(members: Iterable<readonly [key: string, member: Fragment]>): Fragment {
  const written = [...members].flatMap(([key, member], at) => [literal(`${at === 0 ? '' : ','}"${key}":`), member]);
  return concat(literal('{'), ...written, literal('}'));
}

/** The SQL expression that makes the text. Null as soon as one of its expressions is. */
export function render(fragment: Fragment): string {
  const parts = fragment.map((piece) => ('literal' in piece ? quoteLiteral(piece.literal) : piece.sql));
  return parts.length === 0 ? `''` : parts.join(' || ');
}

/** The same, or JSON's `null` where it is SQL's. */
export function orNull(fragment: Fragment): Fragment {
  return json(`coalesce((${render(fragment)})::text, 'null')`);
}

/** A string constant of SQL (with `standard_conforming_strings`, PostgreSQL's default). */
export function quoteLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
