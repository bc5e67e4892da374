/** What one part of the sandbox keeps for the next run: values by key. */
export interface Shelf<Value> {
  /** What the run before left, in the order in which the keys were first put. */
  left(): readonly (readonly [key: string, value: Value])[];
  /** Keeps a value. It is read when it is written, a moment later: a value that changes meanwhile is kept as it is then. */
  put(key: string, value: Value): void;
  remove(key: string): void;
}

/** A shelf that keeps nothing. */
export function noShelf<Value>(): Shelf<Value> {
  return { left: () => [], put: () => undefined, remove: () => undefined };
}
