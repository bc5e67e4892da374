import { openAttachments } from '../attachments/open-attachments.ts';
import type { CommandAttempt } from '../contract/command-definition.ts';
import type { QuoteFacts } from '../contract/quote-definition.ts';
import { openInput } from './command-input.ts';
import type { AnyCommand } from './command-input.ts';
import type { HeldCommand } from './command-transition.ts';
import type { HubContext } from '../hub-context.ts';
import { isOwedKey } from './idempotency-key.ts';
import { readQuote } from '../quotes/read-quote.ts';

/** A command with all that its adapter needs to know of it, decrypted. */
export interface OpenCommand {
  readonly definition: AnyCommand;
  readonly input: unknown;
  /** The quote that it confirms; null for other commands. */
  readonly quote: QuoteFacts | null;
  readonly openAttachments: CommandAttempt['openAttachments'];
}

/** @returns null when this hub has no such command any more, or not in the form it was submitted in */
export async function openCommand(context: HubContext, command: HeldCommand): Promise<OpenCommand | null> {
  const definition = context.channels.get(command.channel)?.adapter.commands[command.name];
  const opened = definition && openInput(context.sealer, definition, command);
  if (!definition || !opened?.valid) return null;
  const { input } = opened;
  return {
    definition,
    input,
    quote: command.quoteId === null ? null : await readQuote(context, command.quoteId),
    openAttachments: () => openAttachments(context, command.shopId, definition.attachments?.(input) ?? []),
  };
}

/** The latest sending of a command, as the adapter sees it. */
export function attemptOf(command: HeldCommand, { quote, openAttachments }: OpenCommand): CommandAttempt {
  if (!command.sentAt) throw new Error(`Command ${command.id} was never sent.`);
  return {
    commandId: command.id,
    idempotencyKey: command.idempotencyKey,
    owed: isOwedKey(command.idempotencyKey),
    number: command.attempts,
    sentAt: command.sentAt,
    askedAt: command.askedAt,
    reference: command.reference,
    quote,
    openAttachments,
  };
}
