import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';
import type { Publisher } from '../tmc/publisher.ts';
import type { Identities } from '../vacation/identities.ts';
import type { Inventory } from './inventory/inventory.ts';
import type { SettingsRoom } from './settings.ts';
import type { FlightStore } from './store.ts';

/** What the parts of the flight room share. */
export interface FlightContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly identities: Identities;
  readonly shops: readonly Shop[];
  readonly publish: Publisher;
  readonly names: FlightNames;
  readonly settings: SettingsRoom;
  readonly inventory: Inventory;
  readonly store: FlightStore;
}
