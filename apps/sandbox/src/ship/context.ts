import type { ShipNames } from '@interline/adapter-ship/wire';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';
import type { Identities } from '../vacation/identities.ts';
import type { ShipSettingsRoom } from './settings.ts';
import type { ShipStore } from './store.ts';

/** What the parts of the ship room share. */
export interface ShipContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly identities: Identities;
  readonly shops: readonly Shop[];
  readonly faults: Faults;
  readonly names: ShipNames;
  readonly settings: ShipSettingsRoom;
  readonly store: ShipStore;
}
