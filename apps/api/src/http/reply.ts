import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { formatError } from './masking.ts';

/** An answer that is one GraphQL error: what is wrong, and what to do about it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The error of a refusal as GraphQL over HTTP writes it. */
export function refusalError({ code, message, extensions }: Refusal): { message: string; extensions: object } {
  return { message, extensions: { code, ...extensions } };
}

/** Answers a request with a refusal. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const type = takesGraphqlResponse(request) ? GRAPHQL_RESPONSE : 'application/json';
  const body = JSON.stringify({ errors: [refusalError(refusal)] });
  sendText(response, refusal.status, `${type}; charset=utf-8`, body, refusal.headers);
}

/**
 * Answers a document that cannot be run. GraphQL over HTTP gives this answer the status 400, but
 * 200 under the older media type `application/json`.
 */
export function refuseDocument(
  request: IncomingMessage,
  response: ServerResponse,
  errors: readonly GraphQLError[],
): void {
  const newer = takesGraphqlResponse(request);
  const type = newer ? GRAPHQL_RESPONSE : 'application/json';
  sendText(response, newer ? 400 : 200, `${type}; charset=utf-8`, JSON.stringify({ errors: errors.map(formatError) }));
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

function takesGraphqlResponse({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes(GRAPHQL_RESPONSE) === true;
}

/** Sends a whole text at once. */
export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
