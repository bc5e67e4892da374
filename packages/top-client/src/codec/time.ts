const OFFSET_MS = 8 * 60 * 60 * 1000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/**
 * The instant as TOP writes times: `yyyy-MM-dd HH:mm:ss` in GMT+8, whatever the time zone of the process
 * (TOP article 101617). Milliseconds are cut off, because the wire has whole seconds.
 *
 * @throws RangeError for an invalid date or a year outside 0 to 9999.
 */
export function formatTopTime(instant: Date): string {
  const text = new Date(instant.getTime() + OFFSET_MS).toISOString();
  if (text.length !== 24) throw new RangeError(`TOP times have four-digit years, got ${text}`);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/**
 * Reads a TOP time (`yyyy-MM-dd HH:mm:ss`, GMT+8) as an instant.
 *
 * @throws RangeError when the text has another form or names a day or hour that does not exist.
 */
export function parseTopTime(text: string): Date {
  const parts = PATTERN.exec(text);
  if (!parts) throw new RangeError(`not a TOP time: ${JSON.stringify(text)}, expected yyyy-MM-dd HH:mm:ss`);
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, ...number[]];
  const instant = new Date(Date.UTC(year, month! - 1, day, hour, minute, second) - OFFSET_MS);
  if (formatTopTime(instant) !== text) throw new RangeError(`no such time in the calendar: ${text}`);
  return instant;
}
