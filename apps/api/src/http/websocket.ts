import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Logger } from '@interline/core';
import { GraphQLError } from 'graphql';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Admit } from './admission.ts';
import { bearerToken } from './auth.ts';
import type { Gate } from './auth.ts';
import { CLOSE_CODES, closeOf } from './close-codes.ts';
import type { Engine } from './engine.ts';
import { originAllowed } from './forgery.ts';
import type { Groups } from './groups.ts';
import type { HttpLimits } from './limits.ts';
import type { LiveConnections } from './live-connections.ts';
import { formatError, formatResult } from './masking.ts';
import type { MaskError } from './masking.ts';
import type { Operation } from './operations.ts';
import { refusalError } from './reply.ts';
import { openSession } from './socket-session.ts';
import type { SocketSession } from './socket-session.ts';
import { repeat } from './timers.ts';

export interface WebSocketOptions {
  readonly engine: Engine;
  readonly admit: Admit;
  readonly groups: Groups;
  readonly gate: Gate;
  readonly connections: LiveConnections;
  readonly mask: MaskError;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: HttpLimits;
  readonly allowedOrigins: readonly string[];
}

export interface WebSocketDoor {
  /** Answers an upgrade request for `/graphql`. */
  upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void;
  /** Drops every socket that is still there. */
  terminate(): void;
  /** No more upgrades, no more pings. */
  close(): void;
}

interface Extra {
  readonly session: SocketSession;
  readonly request: IncomingMessage;
}

/** What `onSubscribe` hands to `execute` and `subscribe`. */
interface Start extends ExecutionArgs {
  readonly contextValue: { readonly id: string; readonly session: SocketSession; readonly operation: Operation };
}

export function createWebSocketDoor(options: WebSocketOptions): WebSocketDoor {
  const { engine, admit, groups, gate, connections, mask, clock, logger, limits, allowedOrigins } = options;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handleProtocols,
  });
  const alive = new WeakSet<WebSocket>();
  let closing = false;

  const protocol = makeServer<{ authorization?: unknown; token?: unknown }, Extra>({
    connectionInitWaitTimeout: limits.connectionInitMs,
    async onConnect({ connectionParams, extra: { session, request } }) {
      const token =
        bearerToken(connectionParams?.authorization) ??
        (typeof connectionParams?.token === 'string' ? connectionParams.token : null) ??
        bearerToken(request.headers.authorization);
      if (token === null)
        return turnAway(
          session,
          CLOSE_CODES.unauthorized,
          'Send {"authorization":"Bearer <token>"} with connection_init',
        );
      const viewer = await gate.viewer(token);
      if (!viewer) return turnAway(session, CLOSE_CODES.forbidden, 'Token unknown, revoked or expired');
      const release = connections.tokens.take(viewer.tokenId);
      if (!release) return turnAway(session, CLOSE_CODES.forbidden, 'Too many connections with this token');
      session.identity = { token, viewer };
      const stop = (reason: Parameters<typeof closeOf>[0]): void => {
        const { code, reason: words } = closeOf(reason);
        session.close(code, words);
      };
      session.onClosed.push(release, connections.watch({ token, viewer, stop }));
      return true;
    },
    async onSubscribe({ subscriptions, extra: { session } }, id, payload) {
      if (!session.identity) return [failure('UNAUTHENTICATED', 'Send connection_init first.')];
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket)
        return [
          failure(
            'TOO_MANY_OPERATIONS',
            `At most ${limits.subscriptionsPerSocket} operations run on one WebSocket. Complete one, or open another.`,
          ),
        ];
      const admitted = await admit(session.identity.viewer, payload);
      if (admitted.kind === 'invalid') return admitted.errors;
      if (admitted.kind === 'refused') {
        const { message, extensions } = refusalError(admitted.refusal);
        return [new GraphQLError(message, { extensions: { ...extensions } })];
      }
      const { operation, variables } = admitted;
      const { schema } = engine.getEnveloped({ viewer: session.identity.viewer });
      return {
        schema,
        document: operation.document,
        operationName: operation.name,
        variableValues: variables,
        contextValue: { id, session, operation },
      } satisfies Start;
    },
    execute: (args) => execute(args as Start),
    subscribe: (args) => subscribe(args as Start),
    onNext: (_context, _id, _payload, _args, result) => formatResult(result as ExecutionResult),
    onError: (_context, _id, _payload, errors) => errors.map((error) => formatError(error as GraphQLError)),
  });

  async function execute({ contextValue: { session, operation }, ...args }: Start): Promise<ExecutionResult> {
    if (!session.identity) throw new Error('an operation runs on a socket without a viewer');
    const enveloped = engine.getEnveloped({ viewer: session.identity.viewer });
    const contextValue: unknown = await enveloped.contextFactory();
    return enveloped.execute({ ...args, contextValue, operationName: operation.name });
  }

  async function subscribe({ contextValue, variableValues }: Start): Promise<AsyncIterable<never> | ExecutionResult> {
    const { id, session, operation } = contextValue;
    if (!session.identity || !operation.live) throw new Error('a subscription needs a viewer and a live form');
    const { viewer } = session.identity;
    const release = connections.subscriptions.take(viewer.tokenId);
    if (!release)
      return {
        errors: [
          failure(
            'TOO_MANY_SUBSCRIPTIONS',
            `At most ${limits.subscriptionsPerToken} subscriptions run with one token.`,
          ),
        ],
      };
    const way = session.subscriber(id);
    way.leave = release;
    const joined = await groups.join({
      operation: { ...operation, live: operation.live },
      variables: variableValues ?? {},
      viewer,
      subscriber: way.subscriber,
    });
    if ('errors' in joined) {
      void way.hold.return();
      return joined;
    }
    way.leave = () => {
      joined.leave();
      release();
    };
    return way.hold;
  }

  function accept(socket: WebSocket, request: IncomingMessage, raw: Duplex, release: () => void): void {
    const session = openSession(socket, raw, limits.waitingBytes);
    session.onClosed.push(release);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => session.send(message),
        close: (code, reason) => session.close(code ?? CLOSE_CODES.internalError, reason ?? ''),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => {
              mask(error);
              session.close(CLOSE_CODES.internalError, 'Something went wrong in the hub');
            });
          }),
      },
      { session, request },
    );
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // ws closes the socket itself, with the code that fits: 1009 for a message too large, 1007 for bad UTF-8.
    socket.on('error', (error) => logger.debug({ error: error.name }, 'a WebSocket failed'));
    socket.once('close', (code, reason) => void closed(code, String(reason)));
  }

  const stopPinging = repeat(clock, limits.keepAliveMs, () => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  });

  return {
    upgrade(request, raw, head) {
      raw.on('error', () => raw.destroy());
      if (closing) return reject(raw, '503 Service Unavailable', 'The hub is stopping. Connect again.');
      if (!originAllowed(request, allowedOrigins))
        return reject(raw, '403 Forbidden', 'This Origin may not connect. Add it to the allowed origins of the hub.');
      const release = connections.addresses.take(request.socket.remoteAddress ?? '');
      if (!release) return reject(raw, '429 Too Many Requests', 'Too many connections from this address.');
      raw.once('close', release);
      server.handleUpgrade(request, raw, head, (socket) => accept(socket, request, raw, release));
    },
    terminate() {
      for (const socket of server.clients) socket.terminate();
    },
    close() {
      closing = true;
      stopPinging();
    },
  };
}

function turnAway(session: SocketSession, code: number, reason: string): false {
  session.close(code, reason);
  return false;
}

function failure(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function reject(raw: Duplex, status: string, message: string): void {
  const body = JSON.stringify({ errors: [{ message }] });
  raw.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
