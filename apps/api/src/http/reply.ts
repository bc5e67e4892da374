import type { IncomingMessage, ServerResponse } from 'node:http';

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
  const body = JSON.stringify({ errors: [refusalError(refusal)] });
  const type = request.headers.accept?.includes('application/graphql-response+json')
    ? 'application/graphql-response+json'
    : 'application/json';
  sendText(response, refusal.status, `${type}; charset=utf-8`, body, refusal.headers);
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
