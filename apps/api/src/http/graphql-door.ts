import type { IncomingMessage, ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import type { Admit, Admitted } from './admission.ts';
import { bearerToken } from './auth.ts';
import type { Gate } from './auth.ts';
import { readBody } from './body.ts';
import type { AddressOf } from './client-address.ts';
import { departureOf } from './client-gone.ts';
import type { Engine } from './engine.ts';
import type { ServeEvents } from './event-stream.ts';
import type { FastPath } from './fast-path.ts';
import { forgeryRefusal } from './forgery.ts';
import type { HttpLimits } from './limits.ts';
import type { MaskError } from './masking.ts';
import { operationFromBody, operationFromUrl } from './operation-request.ts';
import { refuse, refuseDocument, sendText } from './reply.ts';
import type { Refusal } from './reply.ts';
import type { Identity } from './socket-session.ts';

export interface GraphqlDoorOptions {
  readonly engine: Engine;
  readonly admit: Admit;
  readonly gate: Gate;
  readonly fastPath: FastPath;
  readonly serveEvents: ServeEvents;
  readonly mask: MaskError;
  readonly addressOf: AddressOf;
  readonly limits: HttpLimits;
}

/** Answers requests to `/graphql`. */
export interface GraphqlDoor {
  /** Who asks; answers the request itself, with 401, when nobody known does. */
  identify(request: IncomingMessage, response: ServerResponse): Promise<Identity | null>;
  answer(request: IncomingMessage, response: ServerResponse, identity: Identity): Promise<void>;
}

export function createGraphqlDoor(options: GraphqlDoorOptions): GraphqlDoor {
  const { engine, admit, gate, fastPath, serveEvents, mask, addressOf, limits } = options;

  /** Everything that is not served more directly. */
  async function throughYoga(
    request: IncomingMessage,
    response: ServerResponse,
    { viewer }: Identity,
    body: Buffer | null,
  ): Promise<void> {
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      value === undefined || name === 'content-length' ? [] : [[name, String(value)]],
    );
    const url = `http://localhost${request.url ?? '/graphql'}`;
    const init = { method: request.method ?? 'GET', headers, body: body && new Uint8Array(body) };
    return pass(await engine.fetch(url, init, { viewer, signal: departureOf(response) }), response);
  }

  /** A registered operation comes by its hash, which yoga does not know: it gets the text. */
  async function textThroughYoga(
    request: IncomingMessage,
    response: ServerResponse,
    { viewer }: Identity,
    { text, variables, operation }: Admission,
  ): Promise<void> {
    const headers = { 'content-type': 'application/json', accept: request.headers.accept ?? '*/*' };
    const body = JSON.stringify({ query: text, variables, operationName: operation.name });
    const init = { method: 'POST', headers, body };
    return pass(
      await engine.fetch('http://localhost/graphql', init, { viewer, signal: departureOf(response) }),
      response,
    );
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    identity: Identity,
    admitted: Admission,
    body: Buffer | null,
    registered: boolean,
  ): Promise<void> {
    const { operation, variables } = admitted;
    if (operation.type === OperationTypeNode.SUBSCRIPTION) {
      if (!acceptsEvents(request)) return refuse(request, response, NOT_ACCEPTABLE);
      const address = addressOf(request);
      const refusal = await serveEvents({ response, address, identity, operation, variables });
      return refusal ? refuse(request, response, refusal) : undefined;
    }
    if (body !== null && (await fastPath(request, response, identity.viewer, operation, variables))) return;
    if (registered) await textThroughYoga(request, response, identity, admitted);
    else await throughYoga(request, response, identity, body);
  }

  return {
    async identify(request, response) {
      const token = bearerToken(request.headers.authorization);
      const refused = (refusal: Refusal): null => {
        refuse(request, response, refusal);
        return null;
      };
      if (token === null) return refused(NO_TOKEN);
      try {
        const viewer = await gate.viewer(token);
        return viewer ? { token, viewer } : refused(UNKNOWN_TOKEN);
      } catch (error) {
        mask(error);
        return refused(UNAVAILABLE);
      }
    },

    async answer(request, response, identity) {
      const post = request.method === 'POST';
      if (!post && request.method !== 'GET') return refuse(request, response, METHOD_NOT_ALLOWED);
      const forgery = forgeryRefusal(request);
      if (forgery) return refuse(request, response, forgery);
      if (post && !isJson(request)) return refuse(request, response, UNSUPPORTED_TYPE);
      const body = post ? await readBody(request, limits.bodyBytes) : null;
      if (post && body === null) {
        response.once('finish', () => request.destroy());
        return refuse(request, response, tooLarge(limits.bodyBytes));
      }
      const asked = body ? operationFromBody(body) : operationFromUrl(request.url ?? '');
      // What is not an operation at all is yoga's to explain.
      if (!asked || (asked.query == null && asked.extensions == null))
        return throughYoga(request, response, identity, body);
      const admitted = await admit(identity.viewer, asked);
      if (admitted.kind === 'refused') return refuse(request, response, admitted.refusal);
      if (admitted.kind === 'invalid') return refuseDocument(request, response, admitted.errors);
      if (!post && admitted.operation.type === OperationTypeNode.MUTATION)
        return refuse(request, response, MUTATION_BY_GET);
      return serve(request, response, identity, admitted, body, asked.query !== admitted.text);
    },
  };
}

type Admission = Admitted & { readonly kind: 'admitted' };

/** Sends yoga's answer on. */
async function pass(answer: Response, response: ServerResponse): Promise<void> {
  const text = await answer.text();
  if (response.destroyed) return;
  const headers: Record<string, string> = {};
  for (const name of ['allow', 'accept', 'retry-after']) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  sendText(response, answer.status, answer.headers.get('content-type') ?? 'text/plain; charset=utf-8', text, headers);
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/(graphql\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function acceptsEvents({ headers }: IncomingMessage): boolean {
  return headers.accept === undefined || /text\/event-stream|text\/\*|\*\/\*/i.test(headers.accept);
}

const NO_TOKEN: Refusal = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'Send the header "Authorization: Bearer <token>". A token is issued by "pnpm interline token issue".',
  headers: { 'www-authenticate': 'Bearer realm="interline"' },
};

const UNKNOWN_TOKEN: Refusal = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'This token is unknown, revoked or past its end. Send another one.',
  headers: { 'www-authenticate': 'Bearer realm="interline", error="invalid_token"' },
};

const UNAVAILABLE: Refusal = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'The hub cannot check tokens now. Try again in a few seconds.',
  headers: { 'retry-after': '5' },
};

const METHOD_NOT_ALLOWED: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'Use POST, or GET for queries.',
  headers: { allow: 'GET, POST' },
};

const MUTATION_BY_GET: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'A mutation must be sent by POST.',
  headers: { allow: 'POST' },
};

const UNSUPPORTED_TYPE: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'Send the operation as "content-type: application/json".',
};

const NOT_ACCEPTABLE: Refusal = {
  status: 406,
  code: 'NOT_ACCEPTABLE',
  message: 'A subscription is served as "accept: text/event-stream", or over a WebSocket.',
};

function tooLarge(limit: number): Refusal {
  const message = `The request is larger than ${limit} bytes. Send less, or in several requests.`;
  return { status: 413, code: 'REQUEST_TOO_LARGE', message, headers: { connection: 'close' } };
}
