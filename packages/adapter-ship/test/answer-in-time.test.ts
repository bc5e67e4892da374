import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { decisionEntry } from '../src/policies/decide-create.ts';
import { openQimenHub } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { openReservationSystem } from './reservation-system.ts';
import type { ReservationSystem } from './reservation-system.ts';
import { about, CREATE, METHOD, ORDER } from './ship-calls.ts';
import { ticketsReported } from './told-tickets.ts';

/** The longest wait that a policy may have, in milliseconds: 750 less than the answer is due after. */
const WAIT_MS = 4_000;

let reservations: ReservationSystem;
let ship: QimenHub | undefined;
beforeAll(async () => {
  reservations = await openReservationSystem();
  reservations.react('never answers');
});
afterEach(() => ship?.close());
afterAll(() => reservations.close());

const REFUND = { ...about('A-1'), passenger_list: [{ ticket_id: 'T-1' }] };
const CALLS: readonly (readonly [mode: 'callback' | 'decisions', method: string, content: object, code: string])[] = [
  ['callback', METHOD.create, CREATE, 'ORDER_UNDECIDED'],
  ['decisions', METHOD.create, CREATE, 'ORDER_UNDECIDED'],
  ['callback', METHOD.confirm, about('A-1'), '0'],
  ['callback', METHOD.quote, about('A-1'), 'REFUND_FEE_UNKNOWN'],
  ['callback', METHOD.refund, REFUND, 'PROCESSING'],
  ['decisions', METHOD.refund, REFUND, 'PROCESSING'],
];

test.each(CALLS)(
  'under %s, %s is answered in time though the merchant says nothing',
  async (mode, method, content, code) => {
    const { url, secret } = reservations;
    const policy = mode === 'callback' ? { mode, url, secret, waitMs: WAIT_MS } : { mode, waitMs: WAIT_MS };
    const hub = await openQimenHub({ defaultPolicy: policy });
    ship = hub;
    const { clock } = hub.hub;
    if (method !== METHOD.create) {
      // Somebody decided, and where it is about a refund, the tickets are issued.
      const creating = hub.call(METHOD.create, CREATE);
      await hub.waits(WAIT_MS);
      const decision = decisionEntry({ accepted: true, agentOrderNumber: 'A-1', by: 'person' });
      await hub.dossiers.append(ORDER, () => (method === METHOD.confirm ? [decision] : [decision, ticketsReported()]));
      clock.advance(WAIT_MS);
      await creating;
    }
    const answer = hub.call(method, content);
    await hub.waits(WAIT_MS);
    clock.advance(WAIT_MS);
    // By the clock, which stands still from here on: whoever waited longer would never answer.
    expect(await answer).toMatchObject({ ret_code: code });
  },
);
