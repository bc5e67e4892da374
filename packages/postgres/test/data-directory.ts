import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A directory for one test, closed to everybody but its owner, as `mkdtemp` makes it: a root process has to get its server
 * in there. Removed last, when servers have stopped.
 */
export async function dataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'interline-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** For servers whose data nobody will miss. */
export const THROW_AWAY = { fsync: 'off', shared_buffers: '16MB' };
