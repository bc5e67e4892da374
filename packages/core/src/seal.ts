/** Which cell a secret belongs to. A sealed value opens only in its own place. */
export interface SealedPlace {
  readonly shopId: string;
  /** `table.column`. */
  readonly column: string;
  /** The row's id. */
  readonly row: string;
}

/** Encrypts what must not be readable at rest. */
export interface Sealer {
  seal(place: SealedPlace, clear: string): Buffer;
  /** Throws when the bytes were sealed elsewhere, changed, or with a key that is not at hand. */
  open(place: SealedPlace, sealed: Uint8Array): string;
}
