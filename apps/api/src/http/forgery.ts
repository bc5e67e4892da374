import type { IncomingMessage } from 'node:http';
import type { Refusal } from './reply.ts';

/** Headers that a page of another site cannot send without asking first (CORS preflight). */
export const PREFLIGHT_HEADERS = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
] as const;

/** Content types that a plain HTML form can send to any site. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * Refuses requests that a page of another site could make a browser send unasked. The same rule as
 * yoga's plugin for it, for the paths that do not come to yoga.
 */
export function forgeryRefusal({ headers }: IncomingMessage): Refusal | null {
  const type = headers['content-type']?.toLowerCase();
  if (type && !FORM_TYPES.some((form) => type.startsWith(form))) return null;
  if (PREFLIGHT_HEADERS.some((name) => name in headers)) return null;
  return {
    status: 403,
    code: 'FORGERY_PREVENTED',
    message: `Send "content-type: application/json", or for GET the header "${PREFLIGHT_HEADERS[0]}: 1".`,
  };
}

/** Whether a page of this origin may talk to the hub: the hub's own pages, and those on the list. */
export function originAllowed({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
