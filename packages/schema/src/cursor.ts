import { inputError } from './input-error.ts';

/** What a list is ordered by, as its cursors tell it. */
export interface CursorOrder {
  /** Short, without a dot: `cd` for "created, descending". */
  readonly tag: string;
  /** For people. */
  readonly name: string;
  /** How the keys are written in a cursor. */
  readonly keys: readonly ('instant' | 'uuid' | 'integer')[];
}

const KEYS = {
  instant: /^-?\d{1,15}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  integer: /^\d{1,19}$/,
} as const;

/**
 * The values of the keys in a cursor, ready to be parameters.
 * @throws GraphQLError naming the argument, when the cursor is malformed or of a list ordered otherwise
 */
export function readCursor(argument: string, cursor: string, order: CursorOrder): readonly string[] {
  const [tag, ...values] = cursor.split('.');
  if (tag !== order.tag && values.length > 0) {
    throw inputError(
      argument,
      `the cursor belongs to another list or another order of rows; this list is ordered by ${order.name}. Start again without a cursor.`,
    );
  }
  if (values.length !== order.keys.length || !order.keys.every((key, at) => KEYS[key].test(values[at] ?? ''))) {
    throw inputError(argument, 'this is no cursor of the hub. Use a cursor as an answer gave it, or none.');
  }
  return order.keys.map((key, at) => {
    const value = values[at] ?? '';
    return key === 'instant' ? instantText(argument, Number(value)) : value;
  });
}

function instantText(argument: string, milliseconds: number): string {
  const instant = new Date(milliseconds);
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() > 9999 || instant.getUTCFullYear() < 1) {
    throw inputError(argument, 'this is no cursor of the hub. Use a cursor as an answer gave it, or none.');
  }
  return instant.toISOString();
}
