/** What a token may do. `admin` implies every other scope. */
export const SCOPES = ['orders:read', 'orders:write', 'pii:read', 'admin'] as const;
/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** On whose behalf something is read or done. Every read and every command takes one. */
export interface Viewer {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The shops it may see; null means every shop. */
  readonly shopIds: readonly string[] | null;
  /** When the right ends; null when it does not. */
  readonly expiresAt: Date | null;
}

/** Whether the viewer holds the scope, by itself or as an admin. */
export function can(viewer: Viewer, scope: Scope): boolean {
  return viewer.scopes.has(scope) || viewer.scopes.has('admin');
}

/** Whether the viewer may know that the shop exists. */
export function seesShop(viewer: Viewer, shopId: string): boolean {
  return viewer.shopIds === null || viewer.shopIds.includes(shopId);
}
