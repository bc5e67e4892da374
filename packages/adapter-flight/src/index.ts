import { createFlightAdapter } from './adapter.ts';

export { createFlightAdapter } from './adapter.ts';
export type { FlightTerms } from './adapter.ts';
export type { FlightConfig } from './config.ts';
export type { FlightConnection } from './connection.ts';
export { ASSUMED_NAMES, FLIGHT_NAMES, renamed } from './wire.ts';
export type { FlightNames } from './wire.ts';

/** Fliggy's domestic flights, for a merchant with the ordinary terms. */
export default createFlightAdapter();
