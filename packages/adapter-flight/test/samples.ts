import { readFileSync } from 'node:fs';

import { composeAnswers } from '../src/mapping/answers.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
import {
  changesAnswer,
  FLIGHT_CHANGE,
  flightChangesAnswer,
  orderAnswer,
  passenger,
  PERSON,
  refund,
  refundAnswers,
  route,
  SECOND_PERSON,
  SEGMENT,
  SEGMENT_BACK,
} from './answers.ts';

/** The answers of one order, joined as the adapter joins them. */
export interface Sample {
  readonly name: string;
  readonly raw: string;
}

const { orderStatus, refundStatus, changeStatus, ticketStatus, flightChangeType } = FLIGHT_WORDS;
const UNPAID = { payTime: undefined, paid: undefined, tradeNumber: undefined, ticketTime: undefined };
const NONE = { ...refundAnswers(), changes: changesAnswer(), flightChanges: flightChangesAnswer() };
const ISSUED = { number: '784-2412345678', segmentId: SEGMENT.id, status: ticketStatus.issued };
const ISSUING = { segmentId: SEGMENT.id, status: ticketStatus.issuing };
const COUPLE = [passenger(PERSON, {}, [ISSUED]), passenger(SECOND_PERSON, {}, [ISSUING])];

/** The sample of the API document 61919: its root, with the values it shows. */
export const DOCUMENTED = readFileSync(new URL('samples/documented.json', import.meta.url), 'utf8');

/** Every state that the channel's documents and messages name. */
export const SAMPLES: readonly Sample[] = [
  sample('documented', DOCUMENTED, {}),
  sample('booked', orderAnswer({ ...UNPAID, status: orderStatus.booked }), {}),
  sample('paying', orderAnswer({ ...UNPAID, status: orderStatus.paying }), {}),
  sample('closed', orderAnswer({ ...UNPAID, status: orderStatus.closed, closeTime: '2026-11-22 12:30:00' }), {}),
  sample('paid', orderAnswer({ status: orderStatus.paid }), NONE),
  sample('ticketing', orderAnswer({ status: orderStatus.ticketing }, COUPLE), NONE),
  sample('ticketed', orderAnswer({}, [passenger(PERSON, {}, [ISSUED])]), NONE),
  sample(
    'ticketing-failed',
    orderAnswer({ status: orderStatus.ticketingFailed, closeTime: '2026-11-22 13:00:00' }),
    NONE,
  ),
  sample('closed-after-payment', orderAnswer({ status: orderStatus.closed, closeTime: '2026-11-22 13:00:00' }), NONE),
  sample(
    'return-trip',
    orderAnswer({ route: route(SEGMENT, SEGMENT_BACK) }, [
      passenger(PERSON, { cabins: [SEGMENT.id, SEGMENT_BACK.id] }, [
        ISSUED,
        { ...ISSUED, segmentId: SEGMENT_BACK.id, status: ticketStatus.changed },
      ]),
    ]),
    NONE,
  ),
  ...Object.entries(refundStatus).map(([name, status]) =>
    sample(`refund-${name}`, orderAnswer(), { ...NONE, ...refundAnswers(refund({ status })) }),
  ),
  sample('refund-refused', orderAnswer(), {
    ...NONE,
    ...refundAnswers(refund({ status: refundStatus.closed, refusal: '不符合退票条件' })),
  }),
  sample('refund-supplementary', orderAnswer(), {
    ...NONE,
    ...refundAnswers(
      refund({ status: refundStatus.refunded }, [
        { tradeNumber: '1', amount: 0.1, time: '2026-11-24 09:00:00' },
        { tradeNumber: '2', amount: '0.2', time: '2026-11-26 09:00:00', supplementary: true },
      ]),
    ),
  }),
  ...Object.entries(changeStatus).map(([name, status]) =>
    sample(`change-${name}`, orderAnswer(), { ...NONE, changes: changesAnswer({ status }) }),
  ),
  sample('schedule-changed', orderAnswer(), { ...NONE, flightChanges: flightChangesAnswer(FLIGHT_CHANGE) }),
  sample('flight-cancelled', orderAnswer(), {
    ...NONE,
    flightChanges: flightChangesAnswer({ ...FLIGHT_CHANGE, changeType: flightChangeType.cancelled, newDepTime: '' }),
  }),
];

/** The text of one of them. */
export function rawOf(name: string): string {
  const found = SAMPLES.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found.raw;
}

function sample(name: string, order: string, more: Omit<Parameters<typeof composeAnswers>[0], 'order'>): Sample {
  return { name, raw: composeAnswers({ order, ...more }) };
}
