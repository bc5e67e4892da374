import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Environment } from './environment.ts';

/** Keys whose values never reach a log line, wherever they stand in it. */
const SECRET_KEYS = [
  'accessToken',
  'access_token',
  'appSecret',
  'authorization',
  'password',
  'refreshToken',
  'refresh_token',
  'secret',
  'session',
  'sign',
  'token',
];

/** Structured logs, one JSON object a line. Secrets are struck out even where a careless call would log one. */
export function createLogger(environment: Pick<Environment, 'INTERLINE_LOG_LEVEL'>): Logger {
  return pino({
    level: environment.INTERLINE_LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
  });
}
