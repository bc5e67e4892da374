import { expect, test } from 'vitest';

import { foldDossier } from '../src/dossier/fold-dossier.ts';
import { otherAmount } from '../src/reports/other-amount.ts';
import { ReportRefund } from '../src/reports/refund-input.ts';
import { accepted, asked, confirmed, created, dossier, issued, ORDER_ID } from './dossier-entries.ts';

const BOTH_ASKED = foldDossier(dossier(created(), accepted(), confirmed(), issued(), asked('a', 'T1', 'T2')));
const ONE_ASKED = foldDossier(dossier(created(), accepted(), confirmed(), issued(), asked('a', 'T1')));

// Tickets of 12,000 and 11,000 fen, of each of which 1,000 is kept.
test.each([
  ['as much as was named', BOTH_ASKED, 'T1', '11000', 'nothing'],
  ['as much of the whole order', BOTH_ASKED, undefined, '21000', 'nothing'],
  ['more', BOTH_ASKED, 'T1', '12000', '12000 fen; by the fees that Fliggy asked at it would have been 11000 fen'],
  ['nothing', BOTH_ASKED, 'T1', '0', '0 fen; by the fees that Fliggy asked at it would have been 11000 fen'],
  ['less of the whole order', BOTH_ASKED, undefined, '1', 'would have been 21000 fen'],
  ['any amount where no fee is named', ONE_ASKED, 'T2', '1', 'nothing'],
])('of a refund of %s is told what differs, if anything', (_what, state, ticketId, amount, says) => {
  const input = ReportRefund.parse({ orderReference: ORDER_ID, ticketId, refunded: { amount } });
  expect(otherAmount(input, state) ?? 'nothing').toContain(says);
});
