import type { Anomalies } from '../reading/anomalies.ts';
import type { FlightNames } from '../wire.ts';

/** What every part of the mapping is given besides what it maps. */
export interface MappingContext {
  /** Names the places of what is reported. */
  readonly names: FlightNames;
  readonly anomalies: Anomalies;
}
