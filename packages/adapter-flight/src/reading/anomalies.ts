import type { Anomaly } from '@interline/core';

/** Collects what was not expected, with the place it stood. */
export interface Anomalies {
  /** So far, each place once. */
  readonly found: readonly Anomaly[];
  /** A word or number that the table of words does not have. */
  unknownValue(path: string, value: string | number): void;
  /** A field that the table of names does not have. */
  unknownField(path: string, value: string): void;
  /** A value that is missing or of no use where one is needed. */
  malformed(path: string, value: string): void;
}

/** The most anomalies that are reported for one order. */
const MOST_ANOMALIES = 50;
const LONGEST = 200;

/** A collector with nothing in it. */
export function collectAnomalies(): Anomalies {
  const found: Anomaly[] = [];
  const places = new Set<string>();
  const add = (code: Anomaly['code'], path: string, value: string): void => {
    const place = `${code} ${path}`;
    if (places.has(place) || found.length === MOST_ANOMALIES) return;
    places.add(place);
    found.push({ code, path: path.slice(0, LONGEST), value: value.slice(0, LONGEST) });
  };
  return {
    found,
    unknownValue: (path, value) => add('UNKNOWN_VALUE', path, String(value)),
    unknownField: (path, value) => add('UNKNOWN_FIELD', path, value),
    malformed: (path, value) => add('MALFORMED_VALUE', path, value),
  };
}
