import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Logger } from '@interline/core';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { AddressOf } from './client-address.ts';
import { CLOSE_CODES } from './close-codes.ts';
import { originAllowed } from './forgery.ts';
import { createSocketProtocol } from './socket-protocol.ts';
import type { SocketProtocolOptions } from './socket-protocol.ts';
import { openSession } from './socket-session.ts';
import { repeat } from './timers.ts';

export interface WebSocketOptions extends SocketProtocolOptions {
  readonly addressOf: AddressOf;
  readonly clock: Clock;
  readonly logger: Logger;
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

export function createWebSocketDoor(options: WebSocketOptions): WebSocketDoor {
  const { connections, mask, clock, logger, addressOf, limits, allowedOrigins } = options;
  const protocol = createSocketProtocol(options);
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handleProtocols,
  });
  const alive = new WeakSet<WebSocket>();
  let closing = false;

  function accept(socket: WebSocket, request: IncomingMessage, raw: Duplex): void {
    const session = openSession(socket, raw, limits.waitingBytes);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => session.send(message),
        close: (code, reason) => void session.close(code ?? CLOSE_CODES.internalError, reason ?? ''),
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
      const release = connections.addresses.take(addressOf(request));
      if (!release) return reject(raw, '429 Too Many Requests', 'Too many connections from this address.');
      raw.once('close', release);
      server.handleUpgrade(request, raw, head, (socket) => accept(socket, request, raw));
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

function reject(raw: Duplex, status: string, message: string): void {
  const body = JSON.stringify({ errors: [{ message }] });
  raw.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
