import { parseTopJson } from '../codec/json.ts';

const PLACEHOLDER = '[redacted]';

/** A function that takes every given text out of a message. */
export type Redact = (text: string) => string;

/**
 * Removes secrets and parameter values from texts that the platform wrote: it likes to repeat what it was sent.
 *
 * @param secrets removed wherever they stand.
 * @param parameters wire texts, whole and every text inside their JSON. One or two ASCII characters, `true` and
 *   `false` stay: they tell nothing, and removing them would leave no readable message.
 */
export function redactor(secrets: readonly string[], parameters: readonly string[]): Redact {
  const texts = [...secrets, ...parameters.flatMap((text) => [text, ...leaves(text)])]
    .filter(tellsSomething)
    .sort((a, b) => b.length - a.length);
  return (text) => texts.reduce((rest, secret) => rest.replaceAll(secret, PLACEHOLDER), text);
}

function tellsSomething(text: string): boolean {
  return text !== 'true' && text !== 'false' && Buffer.byteLength(text) > 2;
}

function leaves(text: string): string[] {
  if (!/^[[{]/.test(text)) return text.includes(',') ? text.split(',') : [];
  try {
    return textsIn(parseTopJson(text));
  } catch {
    return [];
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
