import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmission } from './admission.ts';
import { ATTACHMENTS_PATH, createAttachmentDoor } from './attachment-door.ts';
import { createGate } from './auth.ts';
import { createCallDoor } from './call-door.ts';
import { clientAddress } from './client-address.ts';
import { createEngine } from './engine.ts';
import { createEventStreams } from './event-stream.ts';
import { createFastPath } from './fast-path.ts';
import { answerPreflight } from './cors.ts';
import { graphiqlPage, wantsPage } from './graphiql.ts';
import { createGraphqlDoor } from './graphql-door.ts';
import { createGroups } from './groups.ts';
import { answerHealth, answerReadiness } from './health.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { HttpLimits } from './limits.ts';
import { createLiveConnections } from './live-connections.ts';
import { createMaskError } from './masking.ts';
import { createOperations } from './operations.ts';
import type { HttpServerOptions } from './options.ts';
import { createQuota } from './quota.ts';
import { createRates } from './rates.ts';
import { refuse, sendText } from './reply.ts';
import type { Refusal } from './reply.ts';
import { createWebSocketDoor } from './websocket.ts';

/** The hub's one port: GraphQL over HTTP, WebSocket and event streams at `/graphql`, uploads, calls of channels, and its health. */
export interface HttpServer {
  /**
   * @param port 0 for any free one
   * @throws when the port is taken, with what to do about it
   */
  listen(port: number, host: string): Promise<{ readonly port: number }>;
  /**
   * Takes nothing new, ends live connections so that they come back elsewhere, and lets requests
   * that run finish; what is still there after `graceMs` milliseconds is cut.
   */
  close(options: { readonly graceMs: number }): Promise<void>;
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { schema, context, clock, logger, production, allowedOrigins = [] } = options;
  const limits: HttpLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const mask = createMaskError(logger, clock);
  const engine = createEngine(options, limits, mask);
  const gate = createGate({ authenticate: options.authenticate, clock, cacheMs: limits.tokenCacheMs });
  const connections = createLiveConnections({ gate, clock, logger, limits });
  const groups = createGroups({ schema, context, mask, recentEvents: limits.recentEvents });
  const rates = createRates(limits);
  const addressOf = clientAddress(options.proxies ?? 0);
  const { parse, validate } = engine.getEnveloped();
  const admit = createAdmission({
    understand: createOperations({
      schema,
      parse,
      validate: (document) => validate(schema, document),
      compile: options.compile ?? (() => null),
      limits,
    }),
    rates,
    limits,
    production,
    persistedOperations: options.persistedOperations,
  });
  const graphql = createGraphqlDoor({
    engine,
    admit,
    gate,
    fastPath: createFastPath(context, logger),
    serveEvents: createEventStreams({ groups, connections, clock, limits }),
    mask,
    addressOf,
    limits,
  });
  const sockets = createWebSocketDoor({
    schema,
    engine,
    admit,
    groups,
    gate,
    connections,
    mask,
    clock,
    logger,
    addressOf,
    limits,
    allowedOrigins,
  });

  const receiveAttachment =
    options.attachments && createAttachmentDoor({ store: options.attachments, rates, addressOf, limits });
  const answerCall = options.calls && createCallDoor({ desk: options.calls, rates, addressOf, clock, limits });

  let closing = false;

  const isCalled = (request: IncomingMessage): boolean =>
    options.calls?.find(pathOf(request).slice(1).split('/', 1)[0] ?? '') != null;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (path === '/healthz') return answerHealth(response);
    if (path === '/readyz') return answerReadiness(response, options.ready, logger);
    const answered = answerCall?.(request, response, path);
    if (answered) return answered;
    if (answerPreflight(request, response, allowedOrigins)) return;
    if (path === '/graphql' && !production && options.graphiql && wantsPage(request)) {
      const page = await graphiqlPage(request, options.graphiql);
      return sendText(response, 200, 'text/html; charset=utf-8', page, FRAMELESS);
    }
    if (receiveAttachment && path.startsWith(ATTACHMENTS_PATH))
      return receiveAttachment(request, response, path.slice(ATTACHMENTS_PATH.length));
    const identity = await graphql.identify(request, response);
    if (!identity) return;
    if (path !== '/graphql') return refuse(request, response, NOT_FOUND);
    await graphql.answer(request, response, identity);
  }

  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      // Node looks for timed-out requests this often; its default is 30 s.
      connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs, limits.requestTimeoutMs),
    },
    (request, response) => {
      const startedAt = clock.now().getTime();
      response.once('close', () => {
        const ms = clock.now().getTime() - startedAt;
        const { method } = request;
        if (closing) setImmediate(() => server.closeIdleConnections());
        logger.debug(
          { method, path: loggedPath(request, isCalled(request)), status: response.statusCode, ms },
          'answered a request',
        );
      });
      route(request, response).catch((error: unknown) => {
        const { message, extensions } = mask(error);
        if (response.headersSent) return void response.destroy();
        refuse(request, response, {
          status: 500,
          code: 'INTERNAL_SERVER_ERROR',
          message,
          extensions: { id: extensions['id'] },
        });
      });
    },
  );
  const places = createQuota(limits.socketsPerAddress);
  server.on('connection', (socket) => {
    const leave = places.take(socket.remoteAddress ?? '');
    if (leave) socket.once('close', leave);
    else socket.destroy();
  });
  server.on('upgrade', (request, raw, head) => {
    if (pathOf(request) === '/graphql') sockets.upgrade(request, raw, head);
    else raw.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)));
        server.listen(port, host, 4096, () => resolve({ port: (server.address() as AddressInfo).port }));
      }),
    async close({ graceMs }) {
      if (!server.listening) return;
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.close();
      connections.close();
      server.closeIdleConnections();
      const cancel = clock.schedule(graceMs, () => {
        sockets.terminate();
        server.closeAllConnections();
      });
      await closed;
      cancel();
    },
  };
}

/** No page of another site may frame GraphiQL. */
const FRAMELESS = { 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' };

const NOT_FOUND: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'There is nothing here. GraphQL is at /graphql.',
};

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/**
 * The query string of a GET holds variables, and the path of an upload the right to it; so does what a client
 * made of such a path by mistake. Behind the path of a channel's calls anybody may write anything.
 */
function loggedPath(request: IncomingMessage, isCall: boolean): string {
  const path = pathOf(request);
  const end = path.indexOf('/', 1);
  return isCall && end > 0 ? `${path.slice(0, end)}/…` : path.replace(UPLOAD_RIGHT, ATTACHMENTS_PATH + '…');
}

const UPLOAD_RIGHT = /\/attachments(?:\/|%2f).*/is;

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} of ${host} is taken. Stop what uses it, or set PORT to a free one.`, { cause: error });
}
