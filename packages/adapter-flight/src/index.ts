export { ASSUMED_NAMES, FLIGHT_NAMES, renamed } from './wire.ts';
export type { FlightNames } from './wire.ts';
