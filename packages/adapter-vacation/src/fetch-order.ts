import type { OrderSnapshot, ShopContext } from '@interline/core';

import { channelTrouble } from './channel-trouble.ts';
import type { VacationConnection } from './connection.ts';
import { mapTradeAnswer } from './mapping.ts';
import { tradeQuery } from './wire/calls.ts';

/**
 * Reads one order by alitrip.travel.trade.query (28564).
 * @throws ChannelError
 */
export async function fetchOrder(context: ShopContext<VacationConnection>, reference: string): Promise<OrderSnapshot> {
  const { connection, session, signal } = context;
  const { method, parameters } = tradeQuery(reference);
  try {
    const { raw } = await connection.client.call(method, parameters, {
      kind: 'read',
      session: session.accessToken,
      signal,
    });
    return mapTradeAnswer(raw);
  } catch (error) {
    throw channelTrouble(error, `order ${reference}`);
  }
}
