import { ChannelError } from './contract/channel-error.ts';

/**
 * What may be logged of something an adapter threw. The message of an error that nobody wrote for
 * people may quote what was being worked on, a session or a name; a {@link ChannelError}'s never does.
 */
export function describeThrown(error: unknown): { readonly error: string; readonly where: readonly string[] } {
  if (!(error instanceof Error)) return { error: typeof error, where: [] };
  const told = error instanceof ChannelError ? `${error.kind} ${error.code}: ${error.message}` : error.name;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: told, where: frames.map((line) => line.trim()) };
}
