import { ChannelError } from './contract/channel-error.ts';

/**
 * What may be logged of something an adapter threw. The message of an error that nobody wrote for
 * people may quote what was being worked on, a session or a name; a {@link ChannelError}'s never does, and no code of
 * PostgreSQL or of the operating system.
 */
export function describeThrown(error: unknown): { readonly error: string; readonly where: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, where: [] };
  const told =
    error instanceof ChannelError
      ? `${error.kind} ${error.code}: ${error.message}`
      : [error.name, ...codeOf(error)].join(' ');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: told, where: frames.map((line) => line.trim()) };
}

/** For example `55P03` or `ECONNREFUSED`. */
function codeOf(error: Error): string[] {
  return 'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{4,40}$/.test(error.code) ? [error.code] : [];
}
