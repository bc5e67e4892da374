import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseError } from '../database-error.ts';

/** How to reach the embedded server; kept in `postgres.json`, readable by its owner alone. */
export interface Credentials {
  readonly port: number;
  readonly password: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'postgres.json');

export async function readCredentials(dataDir: string): Promise<Credentials | null> {
  const text = await readFile(fileIn(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const stored: unknown = parseOrNull(text);
  if (
    typeof stored === 'object' &&
    stored !== null &&
    'port' in stored &&
    typeof stored.port === 'number' &&
    'password' in stored &&
    typeof stored.password === 'string'
  ) {
    return { port: stored.port, password: stored.password };
  }
  throw new DatabaseError(
    'EMBEDDED_FAILED',
    `${fileIn(dataDir)} is damaged: it must hold {"port": …, "password": "…"} of the server beside it. Restore it, or set INTERLINE_DATA_DIR to another directory.`,
  );
}

/** Replaces the file in one step, so that a kill leaves the old one or the new one. */
export async function writeCredentials(dataDir: string, credentials: Credentials): Promise<void> {
  const unfinished = `${fileIn(dataDir)}.new`;
  await writeFile(unfinished, `${JSON.stringify(credentials)}\n`, { mode: 0o600 });
  await rename(unfinished, fileIn(dataDir));
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** `preferred` when it is free on 127.0.0.1, otherwise another that is. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ port, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
