import type { Anomalies } from '../reading/anomalies.ts';

/**
 * A reference that nothing else of its kind has: two with one id would overwrite each other. One that is missing or
 * taken is told apart by its place, and reported.
 *
 * @param taken references given so far; the new one is added
 */
export function distinctReference(
  sent: string | undefined,
  index: number,
  taken: Set<string>,
  path: string,
  anomalies: Anomalies,
): string {
  const isOwn = sent !== undefined && !taken.has(sent);
  if (!isOwn) anomalies.malformed(path, sent ?? 'none');
  let reference = isOwn ? sent : `${sent ?? ''}#${index + 1}`;
  while (taken.has(reference)) reference += '#';
  taken.add(reference);
  return reference;
}
