/**
 * One step of the database's shape, forward only. Kept as text, so that the core needs no driver
 * and an adapter with its own tables can bring the same.
 */
export interface Migration {
  /** Sorts and identifies, for example `2026-11-22-orders`. Never changed once released. */
  readonly name: string;
  /** Run in one transaction, in order. */
  readonly statements: readonly string[];
}
