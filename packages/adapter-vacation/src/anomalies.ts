import type { Anomaly } from '@interline/core';

/** Collects what the mapping did not expect, with the place it stood. */
export interface Anomalies {
  /** A word or number that no document lists. */
  unknown(path: string, value: string | number): void;
  /** A value that is missing or of no use where one is needed. */
  malformed(path: string, value: string): void;
  /**
   * Looks a word up in its table.
   * @returns `otherwise` for a word the table does not have, which is reported.
   */
  lookUp<Known, Otherwise>(
    table: Readonly<Record<string | number, Known>>,
    path: string,
    word: string | number,
    otherwise: Otherwise,
  ): Known | Otherwise;
}

const LONGEST_VALUE = 200;

/** A collector that adds to `found`. */
export function collectAnomalies(found: Anomaly[]): Anomalies {
  const add = (code: Anomaly['code'], path: string, value: string) =>
    void found.push({ code, path, value: value.slice(0, LONGEST_VALUE) });
  const anomalies: Anomalies = {
    unknown: (path, value) => add('UNKNOWN_VALUE', path, String(value)),
    malformed: (path, value) => add('MALFORMED_VALUE', path, value),
    lookUp(table, path, word, otherwise) {
      const known = Object.hasOwn(table, word) ? table[word] : undefined;
      if (known !== undefined) return known;
      anomalies.unknown(path, word);
      return otherwise;
    },
  };
  return anomalies;
}
