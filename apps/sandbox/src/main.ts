import { pino } from 'pino';
import { createSandbox } from './sandbox.ts';
import { readConfig } from './config.ts';

const log = pino({ name: 'sandbox' });

try {
  const sandbox = await createSandbox(readConfig(process.env));
  const { url, gatewayUrl, tmcUrl, authorizeUrl } = sandbox;
  log.info({ url, gatewayUrl, tmcUrl, authorizeUrl, control: `${url}/sandbox` }, 'sandbox ready');
  const stop = (signal: string): void => {
    log.info({ signal }, 'sandbox stopping');
    sandbox.close().then(
      () => log.info('sandbox stopped'),
      (error: unknown) => {
        log.fatal(problemOf(error));
        process.exitCode = 1;
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  // Started with a channel to its parent, as the demonstration does: without the parent nobody would stop it.
  process.once('disconnect', () => stop('disconnect'));
  process.channel?.unref();
} catch (error) {
  log.fatal(problemOf(error));
  process.exitCode = 1;
}

function problemOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `the port is taken: ${error.message}; set SANDBOX_PORT to a free one, or to 0 for any`;
  }
  return error instanceof Error ? error.message : String(error);
}
