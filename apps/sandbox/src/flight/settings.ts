import { z } from 'zod';
import type { Shelf } from '../state/shelf.ts';

const seconds = z.number().min(0).max(31_536_000);
const rate = z.number().min(0).max(1);

/** How the platform and the airlines behave. Delays of 0 mean: only when the control API does it. */
export const FlightSettings = z.strictObject({
  channelAssigned: z.boolean().default(true).describe('false: every call is answered as a request parameter error'),
  failuresAsErrors: z
    .boolean()
    .default(false)
    .describe('refusals come as error_response with sub_msg instead of is_success false'),
  slowListing: z.boolean().default(false).describe('a listing times out; naming the flight does not'),
  offerSeconds: seconds.min(1).default(600).describe('how long an offer can be booked'),
  priceSeconds: seconds.default(0).describe('how often prices move by themselves; 0: never'),
  paymentSeconds: seconds.min(1).default(1800).describe('how long an unpaid order keeps its seats'),
  ticketingSeconds: seconds.default(0).describe('from payment to tickets'),
  ticketingFailures: rate.default(0).describe('share of paid orders that get no tickets'),
  payNotification: z.boolean().default(false).describe('also publish the older notice of a payment'),
  precalculation: z.boolean().default(true).describe('false: refund.render cannot calculate the fee'),
  epidemic: z.boolean().default(false).describe('whether the airlines have an epidemic policy'),
  renderSeconds: seconds.min(1).default(900).describe('how long a rendered refund can be applied for'),
  reviewSeconds: seconds.default(0).describe('from the application of a refund to its approval'),
  reviewRefusals: rate.default(0).describe('share of refunds that are refused'),
  refundSeconds: seconds.default(0).describe('from approval to the money'),
  changeOfferSeconds: seconds.default(0).describe('from the change order to its price; 0: at once'),
  changeOfferByControl: z
    .boolean()
    .default(false)
    .describe('true: a change order waits for the control API to be offered'),
  changePaymentSeconds: seconds.min(1).default(1800).describe('how long the seats of a change are held'),
  changeTicketingSeconds: seconds.default(0).describe('from the payment of a change to its tickets'),
});
/** Settings of the flight room. */
export type FlightSettings = z.output<typeof FlightSettings>;
/** Settings to change; what is left out stays. */
export type FlightSettingsInput = z.input<typeof FlightSettings>;

/** What moves prices and fees, in fen. */
export interface Moves {
  readonly price: number;
  readonly refundFee: number;
}

/** What the control API has set, as it is kept for the next run. */
export interface KeptSettings {
  readonly settings: FlightSettings;
  readonly moves: Moves;
}

/** The settings that hold now. */
export interface SettingsRoom {
  readonly settings: () => FlightSettings;
  readonly moves: () => Moves;
  /** @throws ZodError that names what is wrong. */
  set(change: FlightSettingsInput): FlightSettings;
  movePrices(by: number): Moves;
  moveRefundFees(by: number): Moves;
}

/** Settings over a shelf: those of the run before, else the given ones. */
export function createSettings(given: FlightSettingsInput, shelf: Shelf<KeptSettings>): SettingsRoom {
  const [, left] = shelf.left()[0] ?? [];
  let kept: KeptSettings = { settings: FlightSettings.parse(left?.settings ?? given), moves: left?.moves ?? STILL };
  const keep = (change: Partial<KeptSettings>): KeptSettings => {
    kept = { ...kept, ...change };
    shelf.put('settings', kept);
    return kept;
  };
  return {
    settings: () => kept.settings,
    moves: () => kept.moves,
    set: (change) => keep({ settings: FlightSettings.parse({ ...kept.settings, ...change }) }).settings,
    movePrices: (by) => keep({ moves: { ...kept.moves, price: kept.moves.price + by } }).moves,
    moveRefundFees: (by) => keep({ moves: { ...kept.moves, refundFee: kept.moves.refundFee + by } }).moves,
  };
}

const STILL: Moves = { price: 0, refundFee: 0 };
