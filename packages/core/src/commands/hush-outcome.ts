import { ChannelError } from '../contract/channel-error.ts';
import type { SendOutcome, SettleOutcome } from '../contract/command-definition.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';

const HIDDEN = '[personal]';
/** Shorter texts, in bytes of UTF-8, tell nothing, and without them no message could be read. */
const SHORTEST = 3;
/** From here on, in bytes, a text is hidden inside of others too. Two characters of Chinese are a name. */
const LONG = 6;

const peopleStatement = {
  name: 'command.people',
  text: `select traveller.id, traveller.shop_id as "shopId", traveller.sealed
           from interline.command
           join interline.traveller on traveller.order_id = command.order_id
          where command.id = $1 and traveller.sealed is not null`,
};

/**
 * What became of a command, without what is personal on its order: a channel may repeat a phone number in the text of a
 * refusal, and that text is kept and shown in clear. Only what goes with a text costs a look at the order.
 */
export async function hushOutcome<Outcome extends SendOutcome | SettleOutcome>(
  context: HubContext,
  commandId: string,
  carriedOut: Promise<Outcome>,
): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await carriedOut;
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const { kind, code, message, retryAfterMs } = error;
    const hush = await hushFor(context, commandId);
    throw new ChannelError(kind, hush(code), hush(message), { retryAfterMs });
  }
  const told = { ...('code' in outcome ? { code: outcome.code } : {}), ...messageOf(outcome) };
  if (Object.keys(told).length === 0) return outcome;
  const hush = await hushFor(context, commandId);
  return { ...outcome, ...Object.fromEntries(Object.entries(told).map(([name, text]) => [name, hush(text)])) };
}

function messageOf(outcome: SendOutcome | SettleOutcome): { readonly message?: string } {
  return 'message' in outcome && outcome.message !== undefined ? { message: outcome.message } : {};
}

/** Takes out what is personal on the command's order, whatever the case of its letters. */
async function hushFor(context: HubContext, commandId: string): Promise<(text: string) => string> {
  const facts = await factsOf(context, commandId);
  if (facts === null) return () => HIDDEN;
  const hidden = [...new Set(facts.flatMap(parts))]
    .filter((fact) => Buffer.byteLength(fact) >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .map(patternOf);
  return (text) => hidden.reduce((rest, fact) => rest.replaceAll(fact, HIDDEN), text);
}

/** Null when they cannot be read: what became of the command counts all the same, and then nothing of its text is shown. */
async function factsOf({ database, sealer, logger }: HubContext, commandId: string): Promise<string[] | null> {
  try {
    const people = await database.query<{ id: string; shopId: string; sealed: Buffer }>(peopleStatement, [commandId]);
    return people.flatMap(({ id, shopId, sealed }) =>
      textsIn(JSON.parse(sealer.open({ shopId, column: 'traveller.sealed', row: id }, sealed))),
    );
  } catch (error) {
    logger.error(
      { commandId, ...describeThrown(error) },
      'What the channel said of a command is hidden: what is personal on its order could not be read',
    );
    return null;
  }
}

/** A fact, and each value of what is said as `key:value;key:value`. */
function parts(fact: string): string[] {
  return [fact, ...fact.split(';').map((each) => each.slice(each.indexOf(':') + 1))].map((part) => part.trim());
}

/** A short one is hidden as a word of its own alone, since it may stand in any number. */
function patternOf(fact: string): RegExp {
  const text = fact.replaceAll(/[\\^$*+?.()|[\]{}]/g, String.raw`\$&`);
  return new RegExp(
    Buffer.byteLength(fact) < LONG ? String.raw`(?<![\p{L}\p{N}])${text}(?![\p{L}\p{N}])` : text,
    'giu',
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
