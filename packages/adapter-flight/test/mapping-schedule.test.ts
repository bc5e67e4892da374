import { describe, expect, it } from 'vitest';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
import { FLIGHT_CHANGE, flightChangesAnswer, mapped, orderAnswer, SEGMENT } from './answers.ts';
import { rawOf } from './samples.ts';

const { flightChangeType } = FLIGHT_WORDS;

describe('a change of a flight', () => {
  it('is a fact of the segment and a notice', () => {
    const { detail, notices, modifiedAt } = mapOrder(rawOf('schedule-changed'));
    expect(detail['journeys']).toMatchObject([
      {
        segments: [
          {
            departure: '2026-11-30T23:30:00+00:00',
            scheduleChange: {
              kind: 'CHANGED',
              flightNumber: 'CZ8957',
              departure: '2026-12-01T01:30:00+00:00',
              arrival: '2026-12-01T04:45:00+00:00',
              departureAirport: 'PKX',
              changedAt: '2026-11-25T00:00:00+00:00',
              reason: '天气原因',
              subType: 3,
            },
          },
        ],
      },
    ]);
    expect(notices).toMatchObject([
      {
        code: 'SCHEDULE_CHANGED',
        itemReference: null,
        from: '2026-11-30T23:30:00+00:00',
        to: '2026-12-01T01:30:00+00:00',
        data: { segment: SEGMENT.id, kind: 'CHANGED', before: { flightNumber: 'CZ8957', date: '2026-12-01' } },
      },
    ]);
    expect(modifiedAt).toEqual(new Date('2026-11-25T00:00:00Z'));
  });

  it('is told once, however often it is seen, and a later one is told beside it', () => {
    const key = (...changes: readonly object[]): (string | undefined)[] | undefined =>
      mapped(orderAnswer(), {
        flightChanges: flightChangesAnswer(...changes.map((change) => ({ ...change }))),
      }).notices?.map((notice) => notice.key);
    const later = { ...FLIGHT_CHANGE, newDepTime: '2026-12-01 11:00:00', changeTime: '2026-11-26 08:00:00' };
    const [first] = key(FLIGHT_CHANGE) ?? [];
    expect(key(later, FLIGHT_CHANGE)?.[1]).toBe(first);
    expect(new Set(key(later, FLIGHT_CHANGE)).size).toBe(2);
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(later, FLIGHT_CHANGE) });
    expect(detail).toMatchObject({
      journeys: [{ segments: [{ scheduleChange: { departure: '2026-12-01T03:00:00+00:00' } }] }],
    });
  });

  it('that is a cancellation leaves nothing to fly', () => {
    const { notices, detail } = mapOrder(rawOf('flight-cancelled'));
    expect(notices).toMatchObject([{ from: '2026-11-30T23:30:00+00:00', to: null }]);
    expect(detail).toMatchObject({ journeys: [{ segments: [{ scheduleChange: { kind: 'CANCELLED' } }] }] });
  });

  it('finds its segment by the number of the airline that flies it, too', () => {
    const byOperator = { ...FLIGHT_CHANGE, oldFlightNumber: 'MF8202', newFlightNumber: 'MF8202' };
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(byOperator) });
    expect(detail).toMatchObject({ journeys: [{ segments: [{ scheduleChange: { kind: 'CHANGED' } }] }] });
  });

  it('may give times of the day alone; an arrival before the departure is of the next day', () => {
    const short = { ...FLIGHT_CHANGE, newDepTime: '23:10', newArrTime: '02:20' };
    const { detail } = mapped(orderAnswer(), { flightChanges: flightChangesAnswer(short) });
    expect(detail).toMatchObject({
      journeys: [
        {
          segments: [
            { scheduleChange: { departure: '2026-12-01T15:10:00+00:00', arrival: '2026-12-01T18:20:00+00:00' } },
          ],
        },
      ],
    });
  });

  it('of a kind that no document lists is kept and reported', () => {
    const odd = flightChangesAnswer({ ...FLIGHT_CHANGE, changeType: flightChangeType.changed + 1 });
    const { notices, anomalies } = mapped(orderAnswer(), { flightChanges: odd });
    expect(notices).toMatchObject([{ data: { kind: 'UNKNOWN' } }]);
    expect(anomalies).toMatchObject([{ code: 'UNKNOWN_VALUE', value: '3' }]);
  });
});
