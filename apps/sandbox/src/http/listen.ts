import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Who answers what. */
export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly routes: {
    /** `/router/rest` */
    readonly gateway: Handler;
    /** `/authorize` and `/token` */
    readonly oauth: Handler;
    /** `/sandbox` and below */
    readonly control: Handler;
    /** `/reservations` */
    readonly reservations: Handler;
  };
  /** WebSocket upgrades of `/`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** A server that accepts connections. */
export interface Listening {
  readonly port: number;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/** Opens the one port of the sandbox. Rejects with Node's error when it cannot be had. */
export async function listen({ port, host, routes, upgrade }: ListenOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    route(request, routes)(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`the sandbox failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) === '/') upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function route(request: IncomingMessage, { gateway, oauth, control, reservations }: ListenOptions['routes']): Handler {
  const path = pathOf(request);
  if (path === '/router/rest') return gateway;
  if (path === '/authorize' || path === '/token') return oauth;
  if (path === '/sandbox' || path.startsWith('/sandbox/')) return control;
  if (path === '/reservations') return reservations;
  return nothingHere;
}

async function nothingHere(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('nothing here; GET /sandbox says what there is\n');
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
