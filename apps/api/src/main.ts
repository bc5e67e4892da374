import { DatabaseError } from '@interline/postgres';
import config from '../interline.config.ts';
import { checkConfig } from './config.ts';
import { ConfigurationError, readEnvironment } from './environment.ts';
import { startHub } from './hub.ts';
import { createLogger } from './log.ts';

/** How long a stop may take in all, in milliseconds. */
const STOP_WITHIN_MS = 9_000;
/** When a stop that hangs is given up, in milliseconds. */
const GIVE_UP_AFTER_MS = 9_800;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment);
  const waiting = new AbortController();
  const starting = startHub({ environment, channels: checkConfig(config), logger, signal: waiting.signal });

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('could not stop in time; nothing committed is lost');
      process.exit(1);
    }, GIVE_UP_AFTER_MS).unref();
    // A signal that comes while the hub starts waits for the start, because half a hub cannot be stopped cleanly,
    // but not for a database.
    waiting.abort();
    starting
      .then((hub) => hub.stop(STOP_WITHIN_MS))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          if (isAbort(error)) process.exit(0);
          logger.error({ error }, 'could not stop cleanly; nothing committed is lost');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started with a channel to its parent, as the demonstration does: without the parent nobody would stop it.
  process.once('disconnect', () => stop('SIGTERM'));
  process.channel?.unref();

  const hub = await starting;
  logger.info({ url: hub.url, roles: environment.INTERLINE_ROLES }, `Interline is ready at ${hub.url}`);
}

main().catch((error: unknown) => {
  // Told to stop while it waited: that is no failure.
  if (isAbort(error)) return;
  const log = createLogger({ INTERLINE_LOG_LEVEL: 'info' });
  const message = error instanceof Error ? error.message : String(error);
  // What a person can mend needs no stack; what only a programmer can mend does.
  if (error instanceof ConfigurationError || error instanceof DatabaseError || isSystemError(error)) log.fatal(message);
  else log.fatal({ error }, `Interline could not start: ${message}`);
  process.exitCode = 1;
  // Whatever was half started must not keep the process: a supervisor restarts it.
  setTimeout(() => process.exit(1), 1_000).unref();
});

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Errors of the operating system, such as a taken port, and errors that explain one. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && ('syscall' in error || (error.cause instanceof Error && 'syscall' in error.cause));
}
