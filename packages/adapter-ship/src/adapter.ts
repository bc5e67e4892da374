import { defineAdapter } from '@interline/core';
import type { Adapter, CommandDefinition } from '@interline/core';
import type { InterlineBuilder } from '@interline/schema';

import { CHANNEL } from './channel.ts';
import { collectRefund } from './collect/collect-refund.ts';
import { collectTickets } from './collect/collect-tickets.ts';
import { endCall } from './collect/end-call.ts';
import { owedCommands } from './collect/owed-commands.ts';
import { ShipConfig } from './config.ts';
import { closeConnection, openConnection } from './connection.ts';
import type { ShipConnection } from './connection.ts';
import { decideOrder } from './decisions/decide-order.ts';
import { decideRefund } from './decisions/decide-refund.ts';
import { mapDossier } from './dossier/map-dossier.ts';
import { fetchOrder } from './fetch-order.ts';
import { qimenSource } from './inbound/qimen-source.ts';
import { reportRefund } from './reports/report-refund.ts';
import { reportTickets } from './reports/report-tickets.ts';
import { extendSchema } from './schema.ts';
import { SHIP_NAMES } from './wire.ts';
import type { ShipNames } from './wire.ts';

/** How the channel speaks. */
export interface ShipTerms {
  /** What the channel calls things. Default {@link SHIP_NAMES}. */
  readonly names?: ShipNames;
}

/** The adapter of Fliggy's ship tickets (alitrip.ship.*, Qimen), for a merchant who sells them. */
export function createShipAdapter(terms: ShipTerms = {}): Adapter<ShipConfig, ShipConnection, InterlineBuilder> {
  const { names = SHIP_NAMES } = terms;
  return defineAdapter<ShipConfig, ShipConnection, InterlineBuilder>({
    name: CHANNEL,
    compatibility: '^1.0.0',
    direction: 'SALE',
    config: ShipConfig,
    open: openConnection(names),
    close: closeConnection,
    sources: [qimenSource(names)],
    fetchOrder,
    mapDossier,
    owedCommands,
    extendSchema,
    commands: {
      decide: anyCommand(decideOrder),
      decideRefund: anyCommand(decideRefund),
      reportTickets: anyCommand(reportTickets),
      reportRefund: anyCommand(reportRefund),
      endCall: anyCommand(endCall),
      collectTickets: anyCommand(collectTickets),
      collectRefund: anyCommand(collectRefund),
    },
  });
}

/** The ledger validates with the command's own `input` before it calls anything else of it. */
function anyCommand<Input>(
  command: CommandDefinition<Input, ShipConnection>,
): CommandDefinition<unknown, ShipConnection> {
  return command as CommandDefinition<unknown, ShipConnection>;
}
