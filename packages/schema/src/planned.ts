/**
 * An object whose fields were read by one planned statement: a value per response key, and keys
 * that start with `~`, which no client can ask for, for what resolvers need besides.
 */
export interface Planned {
  readonly [responseKey: string]: unknown;
}
