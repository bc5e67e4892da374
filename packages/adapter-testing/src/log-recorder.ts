import { inspect } from 'node:util';

import type { Logger } from '@interline/core';

/** One line of a log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

/** A logger that remembers everything, so that a test can look for what must not be there. */
export interface LogRecorder extends Logger {
  readonly lines: readonly LogLine[];
  /** Everything that was logged, errors with their causes and stacks, as one text. */
  text(): string;
}

/** An empty recorder. */
export function createLogRecorder(): LogRecorder {
  const lines: LogLine[] = [];
  const record = (level: LogLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    lines,
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
    text: () => lines.map(({ level, message, fields }) => `${level} ${message} ${told(fields)}`).join('\n'),
  };
}

/** As wide and deep as no log is written: what is not in this text is in no log. */
function told(fields: object): string {
  return inspect(fields, { depth: 12, maxStringLength: null, maxArrayLength: null, breakLength: Infinity });
}
