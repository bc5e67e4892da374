import type { Random } from '../random.ts';
import type { FaultSettings } from './settings.ts';

/** What becomes of one published message. */
export interface MessageFate {
  /** One entry per copy that is delivered, with its delay in milliseconds; none when the message is lost. */
  readonly copies: readonly { readonly delayMs: number }[];
  /** The content as it arrives. */
  readonly content: string;
  /** Names of the faults that hit, for the ledger. */
  readonly faults: readonly string[];
}

/** Draws the fate of a message. The same settings and random stream give the same fates. */
export function messageFate(content: string, rates: FaultSettings['messages'], random: Random): MessageFate {
  const faults: string[] = [];
  const hit = (name: string, rate: number): boolean => {
    const struck = random.chance(rate);
    if (struck) faults.push(name);
    return struck;
  };
  const dropped = hit('drop', rates.drop);
  const duplicated = hit('duplicate', rates.duplicate);
  const delayed = hit('delay', rates.delay);
  const reordered = hit('reorder', rates.reorder);
  const malformed = hit('malformed', rates.malformed);
  const huge = hit('huge', rates.huge);

  const delayMs = (): number =>
    Math.round(
      (delayed ? random.next() * rates.delaySeconds * 1000 : 0) +
        (reordered ? random.next() * rates.reorderSeconds * 1000 : 0),
    );
  const copies = dropped ? [] : Array.from({ length: duplicated ? 2 : 1 }, () => ({ delayMs: delayMs() }));
  const padded = huge ? pad(content, rates.hugeBytes) : content;
  return { copies, content: malformed ? padded.slice(0, Math.floor(padded.length / 2)) : padded, faults };
}

/** The content with a field that fills it up to `bytes`. */
function pad(content: string, bytes: number): string {
  const missing = bytes - Buffer.byteLength(content) - '"padding":"",'.length;
  return missing <= 0 ? content : `{"padding":"${'x'.repeat(missing)}",${content.slice(1)}`;
}
