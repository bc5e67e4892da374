import { formatTopTime } from '@interline/top-client/codec';

/** The day that an instant falls on in China, `yyyy-MM-dd`. */
export function chinaDate(instant: Date): string {
  return formatTopTime(instant).slice(0, 10);
}
