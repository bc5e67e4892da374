import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** How long the peer waits for headers, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * A server of Node’s own that closes a silent connection after a second: the measure of one that is to close it much
 * earlier. Resolves when it has closed its own.
 */
export async function impatientPeer(): Promise<'the peer'> {
  const server = createServer({
    headersTimeout: PATIENCE_MS,
    requestTimeout: PATIENCE_MS,
    connectionsCheckingInterval: 50,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  await text(connect((server.address() as AddressInfo).port, '127.0.0.1'));
  return 'the peer';
}
