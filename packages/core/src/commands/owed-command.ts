import { core } from 'zod';
import type { AnyAdapter } from '../contract/adapter.ts';
import type { DossierEntry, OwedCommand } from '../contract/dossier.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { Logger } from '../logger.ts';
import { isStorable } from '../storable-text.ts';
import { hashInput } from './command-input.ts';
import { owedKey } from './idempotency-key.ts';
import type { NewCommand } from './store-command.ts';

/** Most characters of an item's reference and of a `onceKey`; beyond it PostgreSQL could not index them. */
const MAX_LENGTH = 500;

/** What a dossier owes, as it is taken down; the shop and the order are not in it. */
export type ReadOwed = Pick<
  NewCommand,
  'name' | 'itemReference' | 'idempotencyKey' | 'input' | 'inputHash' | 'onceKey'
> & {
  /** When it is to be taken down; null at once. */
  readonly notBefore: Date | null;
};

/**
 * What an order's dossier owes, by the adapter's word. What the adapter gets wrong must not cost what was said: it is a
 * fault, and logged as one, and the rest is owed all the same.
 */
export function readOwed(
  logger: Logger,
  adapter: AnyAdapter,
  { shopId, reference }: { readonly shopId: string; readonly reference: string },
  entries: readonly DossierEntry[],
): readonly ReadOwed[] {
  const about = { shopId, channel: adapter.name, reference };
  const orNone = <Read>(name: string | null, read: () => readonly Read[]): readonly Read[] => {
    try {
      return read();
    } catch (error) {
      const why = error instanceof Unfit ? { reason: error.message } : describeThrown(error);
      logger.error({ ...about, name, ...why }, 'What an order owes cannot be done; this is a fault of the adapter');
      return [];
    }
  };
  const owed = orNone(null, () => adapter.owedCommands?.(reference, entries) ?? []);
  return owed.flatMap((command) => orNone(command.name, () => [readOne(adapter, reference, command)]));
}

/** What the adapter owes does not fit its own commands; the message has no value of the input. */
class Unfit extends Error {}

function readOne(
  adapter: AnyAdapter,
  reference: string,
  { name, key, input: given, notBefore }: OwedCommand,
): ReadOwed {
  const definition = Object.hasOwn(adapter.commands, name) ? adapter.commands[name] : undefined;
  if (!definition) throw new Unfit('There is no such command.');
  const parsed = definition.input.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, code }) => `${core.toDotPath(path) || 'input'} (${code})`);
    throw new Unfit(`The input does not fit the command: ${issues.join(', ')}.`);
  }
  const input = parsed.data;
  const subject = definition.subject(input);
  if (subject.kind !== 'order' || subject.reference !== reference) throw new Unfit('It is not about this order.');
  if ((definition.attachments?.(input) ?? []).length > 0) throw new Unfit('It has attachments, which nobody uploads.');
  if (notBefore && Number.isNaN(notBefore.getTime())) throw new Unfit('Its notBefore is no moment.');
  const { itemReference } = subject;
  const onceKey = definition.onceKey?.(input) ?? null;
  for (const text of [itemReference, onceKey]) {
    if (text === null || (text.length <= MAX_LENGTH && isStorable(text))) continue;
    throw new Unfit(`The item's reference and the onceKey must be text of at most ${MAX_LENGTH} characters.`);
  }
  return {
    name,
    itemReference,
    idempotencyKey: owedKey(reference, name, key),
    input: given,
    inputHash: hashInput(adapter.name, name, input),
    onceKey,
    notBefore: notBefore ?? null,
  };
}
