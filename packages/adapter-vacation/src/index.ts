import { createVacationAdapter } from './adapter.ts';

export { createVacationAdapter } from './adapter.ts';
export type { VacationTerms } from './adapter.ts';
export type { CloseInput, DeliverInput } from './commands.ts';
export type { VacationConfig } from './config.ts';
export type { VacationConnection } from './connection.ts';
export type { ItemDetail } from './map-item.ts';
export type { OrderDetail, PaymentDetail, PromotionDetail, ScoreDetail, SellerDetail } from './map-order-detail.ts';
export type { PersonDetail } from './map-person.ts';
export { mapTradeAnswer } from './mapping.ts';
export type { Pair } from './wire/values.ts';

/** Fliggy's vacation and ticket orders, for a merchant with the ordinary terms. */
export default createVacationAdapter();
