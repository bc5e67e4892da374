import type { TopValue } from '@interline/top-client/codec';

/** The parameters without those that are null or undefined: within an object the wire would have them as `null`. */
export function withoutBlanks(parameters: Readonly<Record<string, TopValue>>): Readonly<Record<string, TopValue>> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null));
}
