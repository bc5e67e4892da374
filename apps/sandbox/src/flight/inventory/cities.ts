/** An airport of a city, with the terminal that its flights use. */
export interface Airport {
  readonly code: string;
  readonly terminal: string;
}

/** A city that is flown to. */
export interface City {
  /** IATA metropolitan code: what a search asks for. */
  readonly code: string;
  readonly airports: readonly [Airport, ...Airport[]];
  /** Degrees north and east. */
  readonly position: readonly [latitude: number, longitude: number];
}

/** The cities of the sandbox. Codes, airports and places are the real ones. */
export const CITIES: readonly City[] = [
  city('BJS', 'PEK:T3 PKX:T1', [39.9, 116.4]),
  city('SHA', 'SHA:T2 PVG:T1', [31.2, 121.5]),
  city('CTU', 'CTU:T2 TFU:T1', [30.6, 104.1]),
  city('CAN', 'CAN:T2', [23.1, 113.3]),
  city('SZX', 'SZX:T3', [22.5, 114.1]),
  city('HGH', 'HGH:T3', [30.2, 120.2]),
  city('XMN', 'XMN:T3', [24.5, 118.1]),
  city('SIA', 'XIY:T3', [34.3, 108.9]),
  city('CKG', 'CKG:T3', [29.6, 106.5]),
  city('KMG', 'KMG:T1', [25.0, 102.7]),
  city('WUH', 'WUH:T3', [30.6, 114.3]),
  city('NKG', 'NKG:T2', [32.1, 118.8]),
];

/** The city with this code; an airport's code finds nothing. */
export function cityOf(code: string): City | undefined {
  return CITIES.find((candidate) => candidate.code === code);
}

/** The city of an airport. */
export function cityOfAirport(code: string): City | undefined {
  return CITIES.find(({ airports }) => airports.some((airport) => airport.code === code));
}

/** The great-circle distance in kilometres. */
export function distance({ position: [from, fromEast] }: City, { position: [to, toEast] }: City): number {
  const [a, b] = [radians(from), radians(to)];
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(radians(toEast - fromEast));
  return 6371 * Math.acos(Math.min(1, cosine));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function city(code: string, airports: string, position: City['position']): City {
  const [first = '', ...others] = airports.split(' ');
  return { code, airports: [airport(first), ...others.map(airport)], position };
}

function airport(text: string): Airport {
  const [code = '', terminal = ''] = text.split(':');
  return { code, terminal };
}
