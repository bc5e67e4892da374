/**
 * An instant as every answer spells it, for a `detail`, an event or a message: RFC 3339 in UTC, a fraction
 * only where there is one, as PostgreSQL's `to_json` writes it. For example `2026-11-22T04:00:00+00:00`.
 */
export function instantText(instant: Date): string {
  return instant.toISOString().replace(/\.?0*Z$/, '+00:00');
}
