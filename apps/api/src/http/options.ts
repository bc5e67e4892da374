import type { CallAnswer, CallTrouble, Clock, InboundCall, Logger } from '@interline/core';
import type { AnsweredCall, openUpload, StoredAttachment, Viewer } from '@interline/core/hub';
import type { CompiledOperation, GraphQLContext } from '@interline/schema';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Readiness } from './health.ts';
import type { HttpLimits } from './limits.ts';

/** Compiles a query that has passed validation to one statement; null when it cannot be. */
export type Compile = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
) => CompiledOperation | null;

/** Operations that are known beforehand, by the SHA-256 of their text in hexadecimal. */
export interface PersistedOperations {
  find(sha256: string): string | undefined;
  /** Whether anything else is refused. */
  readonly only: boolean;
}

export interface GraphiqlOptions {
  /** Filled into the headers editor; shown only to a browser that came by a loopback name. */
  readonly defaultToken?: string | undefined;
  /** The operations that the page opens with, a tab each. */
  readonly tabs: readonly string[];
}

/** A token that lets nobody upload anything. */
export type UploadRefusal = Extract<ReturnType<typeof openUpload>, { readonly kind: 'refused' }>;

/** Where uploaded files go. */
export interface AttachmentStore {
  /** Most bytes of one file. */
  readonly maximumBytes: number;
  /**
   * Asked before any of the file is read; null when the token may be used now.
   * @param token the last part of the `uploadUrl` that `prepareAttachment` gave
   */
  refusal(token: string): UploadRefusal | null;
  store(token: string, bytes: Uint8Array): Promise<StoredAttachment>;
}

/** A first path segment below which a channel calls. */
export interface CalledPath {
  /** Longest body that is read, in bytes. */
  readonly maxBytes: number;
  /** When an answer must be on its way, in milliseconds. */
  readonly answerWithinMs: number;
  /**
   * @param signal fires when the caller is gone
   * @returns the answer; where it has `delivered`, that is called once it is written whole to the caller's socket
   */
  answer(shop: string, call: InboundCall, signal: AbortSignal): Promise<CallAnswer | AnsweredCall>;
  /**
   * How trouble that came up before the shop was looked for is said in the channel's own form.
   *
   * @param query raw, without the question mark
   */
  refuse(trouble: CallTrouble, query: string, receivedAt: Date): CallAnswer;
  /** Told of a call that is over a limit and goes to nobody. */
  turnAway(receivedAt: Date): void;
}

/** Who answers the calls that channels make. */
export interface CallDesk {
  /** Null when no channel is called there. */
  find(path: string): CalledPath | null;
}

export interface HttpServerOptions {
  readonly schema: GraphQLSchema;
  /**
   * What the resolvers are given. Called once per operation, and once per event of a subscription.
   * @param signal fires when the client of a query or mutation is gone
   */
  readonly context: (viewer: Viewer, signal?: AbortSignal) => GraphQLContext;
  /** The viewer of a token; null when it is unknown or revoked. */
  readonly authenticate: (token: string) => Promise<Viewer | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** No GraphiQL, introspection only for admins, no hints at names that were not asked for. */
  readonly production: boolean;
  /** Web origins, such as `https://desk.example`, whose pages may use the API. None by default. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** How many proxies stand between clients and this server. Default 0: the address of a connection is the client's. */
  readonly proxies?: number;
  /** Development only. */
  readonly graphiql?: GraphiqlOptions | undefined;
  readonly persistedOperations?: PersistedOperations | undefined;
  /** How queries are answered without the resolvers: `compileOperation`. By default none is. */
  readonly compile?: Compile;
  /** Without it there is nothing at `/attachments/`. */
  readonly attachments?: AttachmentStore | undefined;
  /** Without it no channel can call. */
  readonly calls?: CallDesk | undefined;
  /** Whether the hub can do its work now. */
  readonly ready: () => Promise<Readiness>;
}
