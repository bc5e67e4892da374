import { defineAdapter } from '@interline/core';
import type { Adapter, CommandDefinition } from '@interline/core';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from './channel.ts';
import { close, deliver } from './commands.ts';
import { VacationConfig } from './config.ts';
import { closeConnection, openConnection } from './connection.ts';
import type { VacationConnection } from './connection.ts';
import { fetchOrder } from './fetch-order.ts';
import { extendSchema } from './schema.ts';
import { tmcSource } from './tmc-source.ts';
import { tradesSearchSource } from './trades-search.ts';

/** What the channel allows this merchant. No API tells, so it is written down in `interline.config.ts`. */
export interface VacationTerms {
  /** The channel lets this merchant refund ordinary paid orders himself (individual credit sellers). Default false. */
  readonly quickRefund?: boolean;
  /** Longest window of one search by creation time, in milliseconds. Default a day; the document states no limit. */
  readonly searchWindowMs?: number;
}

const DAY_MS = 86_400_000;

/** The adapter of Fliggy's vacation and ticket orders (alitrip.travel.*), for a merchant with these terms. */
export function createVacationAdapter(
  terms: VacationTerms = {},
): Adapter<VacationConfig, VacationConnection, InterlineBuilder> {
  const { quickRefund = false, searchWindowMs = DAY_MS } = terms;
  return defineAdapter<VacationConfig, VacationConnection, InterlineBuilder>({
    name: CHANNEL,
    compatibility: '^1.0.0',
    direction: 'SALE',
    config: VacationConfig,
    open: openConnection,
    close: closeConnection,
    sources: [tmcSource, tradesSearchSource(searchWindowMs)],
    fetchOrder,
    extendSchema,
    commands: { deliver: anyInput(deliver), close: anyInput(close(quickRefund)) },
  });
}

/** The ledger validates with the command's own `input` before it calls anything else of it. */
function anyInput<Input>(
  command: CommandDefinition<Input, VacationConnection>,
): CommandDefinition<unknown, VacationConnection> {
  return command as CommandDefinition<unknown, VacationConnection>;
}
