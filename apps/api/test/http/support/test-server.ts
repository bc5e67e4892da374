import type { Logger } from '@interline/core';
import type { Scope, Viewer } from '@interline/core/hub';
import type { GraphQLContext } from '@interline/schema';
import { createClient } from 'graphql-ws';
import type { Client, ClientOptions } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { HttpServerOptions } from '../../../src/http/options.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { manualClock } from './manual-clock.ts';
import type { ManualClock } from './manual-clock.ts';
import { createTestFeed } from './test-feed.ts';
import { testSchema } from './test-schema.ts';
import type { Backstage } from './test-schema.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly webSocketUrl: string;
  readonly clock: ManualClock;
  readonly backstage: Backstage;
  readonly log: readonly LogLine[];
  /** Issues or changes a token. */
  grant(token: string, viewer: Partial<Viewer>): void;
  revoke(token: string): void;
  /** How often a token was looked up. */
  lookups: number;
  /** A POST of one operation, with the default token unless told otherwise. */
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A client of graphql-ws; gone at the end of the test. */
  client(options?: Partial<ClientOptions>): Client;
  /** Stops; the grace is over at once unless `cut` is false. */
  close(graceMs?: number, options?: { cut: boolean }): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: GraphQLAnswer;
}

export interface GraphQLAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
}

export const TOKEN = 'token-of-the-desk';

export function viewerOf(token: string, more: Partial<Viewer> = {}): Viewer {
  const scopes: ReadonlySet<Scope> = new Set(['orders:read', 'orders:write']);
  return { tokenId: `id-${token}`, name: 'desk', scopes, shopIds: null, expiresAt: null, ...more };
}

export async function startServer(options: Partial<HttpServerOptions> = {}): Promise<TestServer> {
  const clock = manualClock();
  const log: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (fields: object, message: string): void =>
      void log.push({ level, message, fields });
  const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const backstage: Backstage = {
    feed: createTestFeed(),
    eventExecutions: 0,
    renames: 0,
    failure: new Error('nothing'),
    gate: Promise.resolve(),
  };
  const viewers = new Map([[TOKEN, viewerOf(TOKEN)]]);
  const context = (viewer: Viewer) => ({ viewer }) as GraphQLContext;
  const server = createHttpServer({
    schema: testSchema(backstage),
    context,
    authenticate: async (token) => {
      test.lookups += 1;
      return viewers.get(token) ?? null;
    },
    clock,
    logger,
    production: false,
    ready: async () => ({ ok: true, checks: { database: true } }),
    ...options,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}/graphql`;
  const webSocketUrl = `ws://127.0.0.1:${port}/graphql`;
  const test: TestServer = {
    url,
    port,
    webSocketUrl,
    clock,
    backstage,
    log,
    lookups: 0,
    grant: (token, viewer) => void viewers.set(token, viewerOf(token, viewer)),
    revoke: (token) => void viewers.delete(token),
    post: (body, headers) =>
      send(url, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...headers },
      }),
    client(more) {
      const client = createClient({
        url: webSocketUrl,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${TOKEN}` },
        retryAttempts: 0,
        ...more,
      });
      onTestFinished(async () => client.dispose());
      return client;
    },
    async close(graceMs = 1_000, { cut } = { cut: true }) {
      const closed = server.close({ graceMs });
      backstage.feed.close();
      if (cut) clock.advance(graceMs);
      await closed;
    },
  };
  onTestFinished(() => test.close());
  return test;
}

export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

/** The codes of the errors of an answer. */
export function codesOf({ errors = [] }: GraphQLAnswer): unknown[] {
  return errors.map(({ extensions }) => extensions?.['code']);
}
