import type { Anomalies } from './anomalies.ts';

/** An id that comes as a number and as text. Both are read exactly; where they differ, the number is what calls take. */
export function eitherId(
  id: string | undefined,
  twin: string | undefined,
  twinPath: string,
  anomalies: Anomalies,
): string | undefined {
  if (id !== undefined && twin !== undefined && id !== twin) anomalies.malformed(twinPath, twin);
  return id ?? twin;
}
