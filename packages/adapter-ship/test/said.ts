import fc from 'fast-check';

import { awaited, collected, returnCollected } from './collected-entries.ts';
import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  failed,
  issued,
  refundReported,
  refused,
  refusedAtOnce,
} from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';

const digest = fc.constantFrom('a', 'b', 'c');

/** Whatever may be said, in any order. */
export const said: fc.Arbitrary<Told> = fc.oneof(
  fc.constantFrom(created(), accepted(), refused(), refused('time'), confirmed(), issued(), failed()),
  fc.constantFrom(awaited(), collected(), collected({ failed: { code: 'NO_TICKET', message: null } })),
  fc
    .tuple(digest, fc.subarray(['T1', 'T2', 'T9'], { minLength: 1 }))
    .map(([about, tickets]) => asked(about, ...tickets)),
  fc
    .tuple(digest, fc.subarray(['T1', 'T2'], { minLength: 1 }))
    .map(([about, tickets]) => refusedAtOnce(`no ${about}`, ...tickets)),
  fc.tuple(digest, fc.constantFrom(true, false, 'time', 'callback')).map(([about, verdict]) => {
    if (verdict === 'time' || verdict === 'callback') return answered(about, { accepted: null, by: verdict });
    if (verdict) return answered(about, { accepted: true, by: 'person' });
    return answered(about, { accepted: false, code: 'X', message: 'x', by: 'person' });
  }),
  fc.tuple(digest, fc.subarray(['T1', 'T2'])).map(([about, tickets]) =>
    tickets.length === 0
      ? returnCollected(about, { accepted: false, code: 'USED', message: 'used' })
      : returnCollected(about, {
          accepted: true,
          amounts: tickets.map((ticketId) => ({ ticketId, amount: '10000' })),
        }),
  ),
  fc
    .record({
      success: fc.boolean(),
      ticketIds: fc.option(fc.subarray(['T1', 'T2'], { minLength: 1, maxLength: 1 })),
      amount: fc.constantFrom('0', '9000', '23000'),
    })
    .map((changes) => refundReported(JSON.stringify(changes), changes)),
);

/** As a dossier holds it: each key once. */
export const history = fc
  .array(said, { maxLength: 14 })
  .map((told) => [...new Map([created(), ...told].map((entry) => [entry.key, entry])).values()]);
