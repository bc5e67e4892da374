import { generateKey, parseKeys } from '@interline/core/hub';
import type { SealingKey } from '@interline/core/hub';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { ConfigurationError } from './environment.ts';

/** Where a hub without `INTERLINE_SECRET_KEYS` keeps the key it made. */
const KEY_FILE = 'secret-keys';

/**
 * The keys that seal secrets and personal data. From `INTERLINE_SECRET_KEYS`; without it, made once
 * and kept beside the embedded database, readable by its owner only.
 * @throws ConfigurationError when the hub's own database is elsewhere, because a key that stays
 *   behind on one machine would make that database unreadable
 */
export async function loadSecretKeys(environment: Environment): Promise<readonly SealingKey[]> {
  if (environment.INTERLINE_SECRET_KEYS !== undefined)
    return parse(environment.INTERLINE_SECRET_KEYS, 'INTERLINE_SECRET_KEYS');
  if (environment.DATABASE_URL !== undefined && environment.NODE_ENV === 'production') {
    throw new ConfigurationError(
      'environment variable INTERLINE_SECRET_KEYS: needed in production with DATABASE_URL, so that every node and every ' +
        'restart has the same keys. Make one with `pnpm interline key`.',
    );
  }
  const file = join(environment.INTERLINE_DATA_DIR, KEY_FILE);
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigurationError(`cannot read the secret keys in ${file}: ${error.message}`, { cause: error });
  });
  if (kept !== null) return parse(kept.trim(), file);
  const made = generateKey('first');
  await mkdir(environment.INTERLINE_DATA_DIR, { recursive: true });
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return parse(made, file);
}

function parse(text: string, place: string): readonly SealingKey[] {
  try {
    return parseKeys(text);
  } catch (error) {
    throw new ConfigurationError(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
