import { askChannel } from '@interline/core/hub';
import type { ChannelAnswer } from '@interline/core/hub';
import { afterEach, expect, test, vi } from 'vitest';

import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';

const { search: SEARCH } = FLIGHT_NAMES.method;
const FLIGHT = {
  number: 'CZ8957',
  departure: '2027-03-01T08:00:00+08:00',
  departureAirport: 'PKX',
  arrivalAirport: 'XMN',
};
const LISTING = { from: 'BJS', to: 'XMN', date: '2027-03-01' };
const NAMED = { ...LISTING, flights: [FLIGHT] };
const FASTER = /name the flights of each direction to have just those priced/;
const AGAIN = /try again/;

let desk: FlightHub;

afterEach(() => desk.close());

test.each([
  ['a listing', 'the client of the channel', 10_000, 12_000, LISTING, /gave no answer/, FASTER],
  ['a named flight', 'the client of the channel', 10_000, 12_000, NAMED, /gave no answer/, AGAIN],
  ['a listing', 'the hub', 30_000, 20_000, LISTING, /within 20 s/, FASTER],
  ['a named flight', 'the hub', 30_000, 20_000, NAMED, /within 20 s/, AGAIN],
])(
  '%s that is cut off by %s says so, and what helps',
  async (_what, _limit, timeoutMs, waitedMs, direction, what, remedy) => {
    desk = await openFlightHub(FLIGHT_NAMES, FLIGHT_NAMES, { timeoutMs });
    const { control } = desk.sandbox;
    control.setFaults({ calls: [{ kind: 'late-answer', method: SEARCH, seconds: 600, count: 1 }] });
    const answer = search(direction);
    await vi.waitUntil(() => control.faults().calls.length === 0, { timeout: 10_000 });
    desk.hub.clock.advance(waitedMs);
    const told = await answer;
    expect(told).toMatchObject({ kind: 'refused', code: 'CHANNEL_BUSY', message: expect.stringMatching(what) });
    expect(told).toMatchObject({ message: expect.stringMatching(remedy) });
  },
);

function search(direction: object): Promise<ChannelAnswer> {
  const question = { channel: 'flight', name: 'searchFlights', input: { directions: [direction] } };
  return askChannel(desk.hub.context, desk.hub.viewer(['orders:read']), question);
}
