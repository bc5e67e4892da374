import { defineAdapter } from '@interline/core';
import type { Adapter, CommandDefinition, QueryDefinition, QuoteDefinition } from '@interline/core';
import type { InterlineBuilder } from '@interline/schema';

import { book } from './booking/book.ts';
import { close } from './booking/close.ts';
import { pay } from './booking/pay.ts';
import { cancelChange } from './changes/cancel-change.ts';
import { confirmChange } from './changes/confirm-change.ts';
import { quoteChange } from './changes/quote-change.ts';
import { requestChange } from './changes/request-change.ts';
import { CHANNEL } from './channel.ts';
import { cityCodes } from './cities/city-codes.ts';
import { FlightConfig } from './config.ts';
import { closeConnection, openConnection } from './connection.ts';
import type { FlightConnection } from './connection.ts';
import { fetchOrder } from './fetch-order.ts';
import { orderListSource } from './order-list.ts';
import { confirmRefund } from './refunds/confirm-refund.ts';
import { quoteRefund } from './refunds/quote-refund.ts';
import { extendSchema } from './schema.ts';
import { searchFlights } from './search/search-flights.ts';
import { tmcSource } from './tmc-source.ts';
import { FLIGHT_NAMES } from './wire.ts';
import type { FlightNames } from './wire.ts';

/** What the channel allows this merchant, and how it speaks. */
export interface FlightTerms {
  /** What the channel calls things. Default {@link FLIGHT_NAMES}. */
  readonly names?: FlightNames;
  /** Longest window of one search by booking time, in milliseconds. Default a day; no source states a limit. */
  readonly searchWindowMs?: number;
  /** City by airport code, for an airport that the data of cities does not have, or has elsewhere. */
  readonly cities?: Readonly<Record<string, string>>;
}

const DAY_MS = 86_400_000;

/** The adapter of Fliggy's domestic flights (alitrip.flight.*), for a merchant who buys there. */
export function createFlightAdapter(
  terms: FlightTerms = {},
): Adapter<FlightConfig, FlightConnection, InterlineBuilder> {
  const { names = FLIGHT_NAMES, searchWindowMs = DAY_MS, cities } = terms;
  return defineAdapter<FlightConfig, FlightConnection, InterlineBuilder>({
    name: CHANNEL,
    compatibility: '^1.0.0',
    direction: 'PURCHASE',
    config: FlightConfig,
    open: openConnection(names),
    close: closeConnection,
    sources: [tmcSource(names), orderListSource(names, searchWindowMs)],
    fetchOrder,
    extendSchema,
    commands: {
      book: anyCommand(book),
      pay: anyCommand(pay),
      close: anyCommand(close),
      confirmRefund: anyCommand(confirmRefund),
      requestChange: anyCommand(requestChange),
      confirmChange: anyCommand(confirmChange),
      cancelChange: anyCommand(cancelChange),
    },
    quotes: { refund: anyQuote(quoteRefund), change: anyQuote(quoteChange) },
    queries: { searchFlights: anyQuery(searchFlights(cityCodes(cities))) },
  });
}

/** The ledger validates with the command's own `input` before it calls anything else of it. */
function anyCommand<Input>(
  command: CommandDefinition<Input, FlightConnection>,
): CommandDefinition<unknown, FlightConnection> {
  return command as CommandDefinition<unknown, FlightConnection>;
}

/** The hub validates with the quote's own `input` before it calls anything else of it. */
function anyQuote<Input>(quote: QuoteDefinition<Input, FlightConnection>): QuoteDefinition<unknown, FlightConnection> {
  return quote as QuoteDefinition<unknown, FlightConnection>;
}

/** The hub validates with the query's own `input` before it calls anything else of it. */
function anyQuery<Input>(query: QueryDefinition<Input, FlightConnection>): QueryDefinition<unknown, FlightConnection> {
  return query as QueryDefinition<unknown, FlightConnection>;
}
