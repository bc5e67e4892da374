import type { CommandRecord } from './command-record.ts';

/** What is asked for. */
export interface CommandRequest {
  readonly channel: string;
  /** The adapter's name for it, for example `deliver`. */
  readonly name: string;
  /** Needed only when two of the viewer's shops have an order with the same reference. */
  readonly shopId?: string | null;
  /**
   * The caller's own name for this one wish: 1 to 128 printable ASCII characters. Repeating a
   * request with it is safe; it never has a second effect.
   */
  readonly idempotencyKey: string;
  /** As JSON; validated by the command's definition. */
  readonly input: unknown;
}

/** What became of a request to do something. Every refusal is data: nothing was stored and nothing sent. */
export type CommandSubmission =
  | {
      readonly kind: 'accepted';
      readonly command: CommandRecord;
      /** True when an earlier submission of the same wish was found: its outcome, or its state so far. */
      readonly repeated: boolean;
    }
  | CommandRefusal;

/** Why nothing was taken down. The message says what to do instead. */
export type CommandRefusal =
  /** The token lacks `orders:write`. */
  | Refusal<'FORBIDDEN'>
  | Refusal<'INVALID_IDEMPOTENCY_KEY'>
  /** The channel has no such command. */
  | Refusal<'UNKNOWN_COMMAND'>
  | (Refusal<'INVALID_INPUT'> & { readonly fields: readonly InvalidField[] })
  /** No shop that the viewer may see has it. */
  | Refusal<'ORDER_NOT_FOUND'>
  | Refusal<'ITEM_NOT_FOUND'>
  /** Several shops have it; `shopIds` are the ones to choose from. */
  | (Refusal<'AMBIGUOUS_ORDER'> & { readonly shopIds: readonly string[] })
  /** The order's state does not allow it; `reasonCode` is the adapter's. */
  | (Refusal<'NOT_ALLOWED'> & { readonly reasonCode: string })
  /** The idempotency key stands for another request; `commandId` is that one. */
  | (Refusal<'KEY_REUSED'> & { readonly commandId: string })
  /** It has been done, or is being done, with other input; `differences` are the input's fields that differ. */
  | (Refusal<'ALREADY_DONE_DIFFERENTLY'> & {
      readonly command: CommandRecord;
      readonly differences: readonly string[];
    });

interface Refusal<Code extends string> {
  readonly kind: 'refused';
  readonly code: Code;
  /** For people: what is wrong and what to do. */
  readonly message: string;
}

/** A field of the input and what is wrong with it. */
export interface InvalidField {
  /** Path within the input, for example `items[0].number`; empty for the input itself. */
  readonly path: string;
  readonly message: string;
}

/** The common part of a refusal. */
export function refuse<Code extends CommandRefusal['code']>(code: Code, message: string) {
  return { kind: 'refused', code, message } as const;
}
