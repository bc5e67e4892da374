import type { Database } from './database.ts';

interface SharedListener {
  readonly listeners: Set<(payload: string) => void>;
  readonly started: Promise<() => Promise<void>>;
}

/** Only while somebody listens; a database that is dropped takes its entry along. */
const shared = new WeakMap<Database, Map<string, SharedListener>>();

/**
 * `database.listen`, with one connection for all who listen to the same channel in this process:
 * a thousand callers that each wait for their command must not hold a thousand connections.
 * @returns a function that stops this listener; the last one closes the connection.
 */
export async function listenShared(
  database: Database,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> {
  const channels = shared.get(database) ?? new Map<string, SharedListener>();
  shared.set(database, channels);
  const entry = channels.get(channel) ?? start(database, channel);
  channels.set(channel, entry);
  // A listener of its own for each call, even when one function is given twice.
  const listener = (payload: string): void => onNotify(payload);
  entry.listeners.add(listener);

  const leave = async (): Promise<void> => {
    if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return;
    if (channels.get(channel) === entry) channels.delete(channel);
    await (
      await entry.started
    )();
  };
  try {
    await entry.started;
  } catch (error) {
    if (channels.get(channel) === entry) channels.delete(channel);
    throw error;
  }
  return leave;
}

function start(database: Database, channel: string): SharedListener {
  const listeners = new Set<(payload: string) => void>();
  const started = database.listen(channel, (payload) => {
    for (const listener of listeners) listener(payload);
  });
  return { listeners, started };
}
