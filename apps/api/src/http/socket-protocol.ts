import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';
import { makeServer } from 'graphql-ws';
import type { Server } from 'graphql-ws';
import type { Admit } from './admission.ts';
import { bearerToken } from './auth.ts';
import type { Gate } from './auth.ts';
import { CLOSE_CODES, closeOf } from './close-codes.ts';
import type { Engine } from './engine.ts';
import type { Groups } from './groups.ts';
import type { HttpLimits } from './limits.ts';
import type { LiveConnections, StopReason } from './live-connections.ts';
import { formatError, formatResult } from './masking.ts';
import type { MaskError } from './masking.ts';
import type { Operation } from './operations.ts';
import { refusalError } from './reply.ts';
import type { SocketSession } from './socket-session.ts';

export interface SocketProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly engine: Engine;
  readonly admit: Admit;
  readonly groups: Groups;
  readonly gate: Gate;
  readonly connections: LiveConnections;
  readonly mask: MaskError;
  readonly limits: HttpLimits;
}

/** What graphql-ws keeps with a socket. */
export interface SocketExtra {
  readonly session: SocketSession;
  readonly request: IncomingMessage;
}

interface InitPayload extends Record<string, unknown> {
  readonly authorization?: unknown;
  readonly token?: unknown;
}

/** What `onSubscribe` hands to `execute` and `subscribe`. */
interface Start extends ExecutionArgs {
  readonly contextValue: { readonly id: string; readonly session: SocketSession; readonly operation: Operation };
}

/** graphql-transport-ws: who may connect, what may run, and where its results go. */
export function createSocketProtocol(options: SocketProtocolOptions): Server<SocketExtra> {
  const { schema, engine, admit, groups, gate, connections, mask, limits } = options;

  async function enter(payload: InitPayload | undefined, { session, request }: SocketExtra): Promise<boolean> {
    const token =
      bearerToken(payload?.authorization) ??
      (typeof payload?.token === 'string' ? payload.token : bearerToken(request.headers.authorization));
    const { unauthorized, forbidden } = CLOSE_CODES;
    if (token === null)
      return session.close(unauthorized, 'Send {"authorization":"Bearer <token>"} with connection_init');
    let viewer;
    try {
      viewer = await gate.viewer(token);
    } catch (error) {
      mask(error);
      return session.close(CLOSE_CODES.tryAgainLater, 'The hub cannot check tokens now: try again');
    }
    if (!viewer) return session.close(forbidden, 'Token unknown, revoked or expired');
    const release = connections.tokens.take(viewer.tokenId);
    if (!release) return session.close(forbidden, 'Too many connections with this token');
    session.identity = { token, viewer };
    const stop = (reason: StopReason): void => {
      const { code, reason: words } = closeOf(reason);
      session.close(code, words);
    };
    session.onClosed(release);
    session.onClosed(connections.watch({ token, viewer, stop }));
    return true;
  }

  async function execute({ contextValue: { session }, ...args }: Start): Promise<ExecutionResult> {
    const { viewer } = identityOf(session);
    const enveloped = engine.getEnveloped({ viewer, signal: session.closing });
    const contextValue: unknown = await enveloped.contextFactory();
    return enveloped.execute({ ...args, contextValue });
  }

  async function subscribe({ contextValue, variableValues }: Start): Promise<AsyncIterable<never> | ExecutionResult> {
    const { id, session, operation } = contextValue;
    const { viewer } = identityOf(session);
    if (!operation.live) throw new Error('a subscription must have a live form');
    const release = connections.subscriptions.take(viewer.tokenId);
    if (!release) return { errors: [tooManySubscriptions(limits)] };
    const way = session.open(id);
    way.onLeave(release);
    const joined = await groups.join({
      operation: { ...operation, live: operation.live },
      variables: variableValues ?? {},
      viewer,
      subscriber: way.subscriber,
    });
    if ('errors' in joined) {
      way.hold.return();
      return joined;
    }
    way.onLeave(joined.leave);
    return way.hold;
  }

  return makeServer<InitPayload, SocketExtra>({
    connectionInitWaitTimeout: limits.connectionInitMs,
    onConnect: ({ connectionParams, extra }) => enter(connectionParams, extra),
    async onSubscribe({ subscriptions, extra: { session } }, id, payload) {
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) return [tooManyOperations(limits)];
      const admitted = await admit(identityOf(session).viewer, payload);
      if (admitted.kind === 'invalid') return admitted.errors;
      if (admitted.kind === 'refused') {
        const { message, extensions } = refusalError(admitted.refusal);
        return [new GraphQLError(message, { extensions: { ...extensions } })];
      }
      const { operation, variables } = admitted;
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
}

function identityOf({ identity }: SocketSession): NonNullable<SocketSession['identity']> {
  if (!identity) throw new Error('graphql-ws ran an operation before connection_init was accepted');
  return identity;
}

function tooManyOperations({ subscriptionsPerSocket: most }: HttpLimits): GraphQLError {
  const message = `At most ${most} operations run on one WebSocket. Complete one, or open another WebSocket.`;
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_OPERATIONS' } });
}

function tooManySubscriptions({ subscriptionsPerToken: most }: HttpLimits): GraphQLError {
  const message = `At most ${most} subscriptions run with one token. Complete one first.`;
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
}
