import { pino } from 'pino';
import config from '../interline.config.ts';
import { checkConfig } from './config.ts';
import { ConfigurationError, readEnvironment } from './environment.ts';
import { startHub } from './hub.ts';
import { createLogger } from './log.ts';

/** How long a stop may take in all, in milliseconds. */
const STOP_WITHIN_MS = 9_000;

async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment);
  const hub = await startHub({ environment, channels: checkConfig(config), logger });
  logger.info({ url: hub.url, roles: environment.INTERLINE_ROLES }, `Interline is ready at ${hub.url}`);

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    hub.stop(STOP_WITHIN_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'could not stop cleanly; nothing committed is lost');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const log = pino();
  if (error instanceof ConfigurationError) log.fatal(error.message);
  else log.fatal({ error }, 'Interline could not start');
  process.exitCode = 1;
  // Whatever was half started must not keep the process: a supervisor restarts it.
  setTimeout(() => process.exit(1), 1_000).unref();
});
