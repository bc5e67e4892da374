import { createHash } from 'node:crypto';

import type { Anomaly, DossierEntry, OrderSnapshot } from '@interline/core';

import { foldDossier } from './fold-dossier.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { mapItems } from './map-items.ts';
import { mapOrderDetail } from './map-order-detail.ts';
import { mapRefunds } from './map-refunds.ts';
import { mapTickets } from './map-tickets.ts';
import { mapTravellers } from './map-travellers.ts';
import { orderStatus } from './order-status.ts';
import { departureOf } from './departure.ts';

/**
 * The order that a dossier tells of. Pure, and total over whatever a dossier may hold: an entry that cannot be read is
 * kept in `raw`, reported as an anomaly, and changes nothing.
 */
export function mapDossier(reference: string, entries: readonly DossierEntry[]): OrderSnapshot {
  const state = foldDossier(entries);
  const status = orderStatus(state);
  const total = BigInt(state.created?.request.total ?? 0);
  const raw = rawOf(entries);
  return {
    reference,
    direction: 'SALE',
    status,
    channelStatus: state.lastWord,
    modifiedAt: state.lastAt,
    createdAt: state.createdAt,
    // Fliggy calls only for orders that are paid: `order.create` names the payment.
    paidAt: state.created ? state.createdAt : null,
    endedAt: status === 'REFUNDED' ? state.lastAt : null,
    currency: 'CNY',
    totalAmount: total,
    paidAmount: total,
    buyerNick: null,
    items: mapItems(state),
    travellers: mapTravellers(state),
    refunds: mapRefunds(state),
    tickets: mapTickets(state),
    detail: mapOrderDetail(state),
    anomalies: anomaliesOf(state),
    raw,
    rawDigest: createHash('sha256').update(raw).digest('hex'),
  };
}

/** The same text for the same entries, wherever they come from. */
function rawOf(entries: readonly DossierEntry[]): string {
  return JSON.stringify(
    entries.map(({ number, recordedAt, kind, key, content }) => ({ number, recordedAt, kind, key, content })),
  );
}

function anomaliesOf(state: ShipOrderState): Anomaly[] {
  const { created, anomalies } = state;
  if (created === null) return [...anomalies, { code: 'MALFORMED_VALUE', path: 'order.create', value: 'none' }];
  if (departureOf(created.request) !== null) return [...anomalies];
  const { date, time } = created.request;
  return [...anomalies, { code: 'MALFORMED_VALUE', path: 'order.create.date', value: `${date} ${time}`.slice(0, 200) }];
}
