import { createShipAdapter } from './adapter.ts';

export { createShipAdapter } from './adapter.ts';
export type { ShipTerms } from './adapter.ts';
export type { CallbackPolicy, MerchantPolicy, ShipConfig } from './config.ts';
export type { ShipConnection } from './connection.ts';
export type { DecideOrderInput, DecideRefundInput } from './decisions/decision-input.ts';
export { mapDossier } from './dossier/map-dossier.ts';
export type { ItemDetail } from './dossier/map-items.ts';
export type { OrderDetail } from './dossier/map-order-detail.ts';
export type { RefundDetail } from './dossier/map-refunds.ts';
export type { TicketDetail } from './dossier/map-tickets.ts';
export type { ReportRefundInput } from './reports/refund-input.ts';
export type { ReportTicketsInput } from './reports/tickets-input.ts';
export { ASSUMED_NAMES, renamed, SHIP_NAMES, SHIP_WORDS } from './wire.ts';
export type { ShipNames } from './wire.ts';

/** Fliggy's ship tickets, by the names as they are believed to be. */
export default createShipAdapter();
