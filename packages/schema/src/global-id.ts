import { inputError } from './input-error.ts';

const GLOBAL_ID = /^([a-z]+)_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** A global id taken apart: `order_0199…` is kind `order`. */
export interface GlobalId {
  readonly kind: string;
  readonly rowId: string;
}

/** @throws GraphQLError naming the argument when it is no global id */
export function parseGlobalId(argument: string, id: string): GlobalId {
  const [, kind, rowId] = GLOBAL_ID.exec(id) ?? [];
  if (kind === undefined || rowId === undefined) {
    throw inputError(argument, `"${id.slice(0, 80)}" is no id. Use one that the hub gave in a field "id".`);
  }
  return { kind, rowId };
}

/** The row id in a global id of the expected kind. */
export function rowIdOf(argument: string, kind: string, id: string): string {
  const parsed = parseGlobalId(argument, id);
  if (parsed.kind !== kind) {
    throw inputError(argument, `"${id}" is the id of a ${parsed.kind}; expected that of a ${kind}.`);
  }
  return parsed.rowId;
}
