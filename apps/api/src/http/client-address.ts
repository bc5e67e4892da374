import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Who sends a request, for the limits of one address. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * Where the connection comes from; behind proxies what they say in `x-forwarded-for`, to which each appends the address
 * that it was reached from. Only their own entries count: what a client writes there stands before them.
 *
 * @param proxies how many of them stand between clients and the hub
 */
export function clientAddress(proxies: number): AddressOf {
  return ({ socket, headers }) => {
    const direct = socket.remoteAddress ?? '';
    if (proxies === 0) return direct;
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const named = forwarded.at(-proxies)?.trim() ?? '';
    return isIP(named) === 0 ? direct : named;
  };
}
