import { inspect } from 'node:util';
import type { Logger } from '../../src/logger.ts';

/** A logger that keeps every line as deeply printed text. */
export function recordingLogger(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const record = (fields: object, message: string): void => {
    lines.push(`${message} ${inspect(fields, { depth: null, showHidden: true })} ${JSON.stringify(fields)}`);
  };
  return { lines, debug: record, info: record, warn: record, error: record };
}
