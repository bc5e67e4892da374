import type { CommandRecord } from '../../src/commands/command-record.ts';
import type { CommandSubmission } from '../../src/commands/command-submission.ts';
import { submitCommand } from '../../src/commands/submit-command.ts';
import { workCommands } from '../../src/commands/work-commands.ts';
import { placeDue } from '../../src/dossiers/place-due.ts';
import type { HubContext } from '../../src/hub-context.ts';
import { authoriseShop } from '../../src/shops/authorise-shop.ts';
import { parkShop } from '../../src/shops/park-shop.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import type { CallHub } from './call-hub.ts';
import { viewerOf } from './command-hub.ts';

/** Whoever works with a hub that is called: what was asked of it, and what became of it. */
export interface FerryDesk {
  submit(name: string, key: string, input: object, context?: HubContext): Promise<CommandSubmission>;
  /** What stands in the ledger, the oldest first, and of one moment by name. */
  ledger(): Promise<readonly LedgerRow[]>;
  /** Fetches orders and works on commands until nothing is due now. */
  settle(): Promise<void>;
  /** The same after a time, in milliseconds. */
  later(ms: number): Promise<void>;
  park(): Promise<void>;
  authorise(): Promise<void>;
}

export type LedgerRow = Pick<
  CommandRecord,
  'id' | 'name' | 'state' | 'code' | 'message' | 'attempts' | 'requestedBy' | 'idempotencyKey'
> & { readonly onceKey: string | null; readonly tokenId: string | null };

const MOST_ROUNDS = 50;

export function ferryDesk(hub: CallHub): FerryDesk {
  const { context } = hub;
  const desk: FerryDesk = {
    submit: (name, idempotencyKey, input, by = context) =>
      submitCommand(by, viewerOf(null), { channel: 'ferry', name, idempotencyKey, input }),
    ledger: () =>
      hub.rows<LedgerRow>(
        `select id, name, state, code, message, attempts, requested_by as "requestedBy",
                idempotency_key as "idempotencyKey", once_key as "onceKey", token_id as "tokenId"
           from interline.command order by created_at, name`,
      ),
    async settle() {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const placed = await placeDue(context, { limit: 50 });
        const worked = (await runSync(context, { limit: 50 })) + (await workCommands(context, { limit: 50 }));
        if (placed + worked === 0) return;
      }
      throw new Error(`The hub is still at work after ${MOST_ROUNDS} rounds.`);
    },
    async later(ms) {
      hub.clock.advance(ms);
      await desk.settle();
    },
    async park() {
      await parkShop(context, hub.shop.id, { code: 'TEST', reason: 'Authorise the shop again.' });
    },
    authorise: () => authoriseShop(context, hub.shop.id, { accessToken: 'ferry-session', expiresAt: null }),
  };
  return desk;
}
