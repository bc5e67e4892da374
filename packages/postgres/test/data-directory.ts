import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory for one test, entered by whichever user the server runs as. Removed last, when servers have stopped. */
export async function dataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'interline-test-'));
  await chmod(directory, 0o711);
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** For servers whose data nobody will miss. */
export const THROW_AWAY = { fsync: 'off', shared_buffers: '16MB' };
