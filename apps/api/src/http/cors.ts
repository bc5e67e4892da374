import type { IncomingMessage, ServerResponse } from 'node:http';
import { PREFLIGHT_HEADERS } from './forgery.ts';

/**
 * Lets pages of the listed origins read answers; everybody else's browser is told nothing.
 * @returns whether the request was a preflight, and is answered
 */
export function answerPreflight(
  { method, headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || !allowed.includes(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'origin');
  if (method !== 'OPTIONS') return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': ['authorization', 'content-type', ...PREFLIGHT_HEADERS].join(', '),
    'access-control-max-age': '600',
  });
  response.end();
  return true;
}
