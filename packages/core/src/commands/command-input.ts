import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { CommandDefinition } from '../contract/command-definition.ts';
import { inputPlace } from './command-record.ts';
import type { Sealer } from '../privacy/seal.ts';

/** A command of any adapter. */
export type AnyCommand = CommandDefinition<unknown, unknown>;

/** What tells one wish from another: the command and its validated input, whatever the order of its fields. */
export function hashInput(channel: string, name: string, input: unknown): Buffer {
  return createHash('sha256')
    .update(canonicalJson([channel, name, input]))
    .digest();
}

/** Seals the input as the caller gave it; it is validated anew when it is opened. */
export function sealInput(sealer: Sealer, command: { id: string; shopId: string }, given: unknown): Buffer {
  return sealer.seal(inputPlace(command), canonicalJson(given));
}

/** The validated input; an error when the adapter's rules for it have changed since. */
export function openInput(
  sealer: Sealer,
  definition: AnyCommand,
  command: { readonly id: string; readonly shopId: string; readonly inputSealed: Buffer },
): { readonly valid: true; readonly input: unknown } | { readonly valid: false } {
  const parsed = definition.input.safeParse(JSON.parse(sealer.open(inputPlace(command), command.inputSealed)));
  return parsed.success ? { valid: true, input: parsed.data } : { valid: false };
}
