import { z } from 'zod';
import type { Shelf } from '../state/shelf.ts';

const seconds = z.number().min(0).max(31_536_000);
const rate = z.number().min(0).max(1);

/** How the platform and the airlines behave. Delays of 0 mean: only when the control API does it. */
export const FlightSettings = z.strictObject({
  channelAssigned: z.boolean().describe('false: every call is answered as a request parameter error'),
  failuresAsErrors: z.boolean().describe('refusals come as error_response with sub_msg instead of is_success false'),
  slowListing: z.boolean().describe('a listing times out; naming the flight does not'),
  offerSeconds: seconds.min(1).describe('how long an offer can be booked'),
  priceSeconds: seconds.describe('how often prices move by themselves; 0: never'),
  paymentSeconds: seconds.min(1).describe('how long an unpaid order keeps its seats'),
  acceptsSecondPayment: z.boolean().describe('true: paying what is paid takes the money again, orders and changes'),
  ticketingSeconds: seconds.describe('from payment to tickets'),
  ticketingFailures: rate.describe('share of paid orders that get no tickets'),
  payNotification: z.boolean().describe('also publish the older notice of a payment'),
  precalculation: z.boolean().describe('false: refund.render cannot calculate the fee'),
  epidemic: z.boolean().describe('whether the airlines have an epidemic policy'),
  renderSeconds: seconds.min(1).describe('how long a rendered refund can be applied for'),
  reviewSeconds: seconds.describe('from the application of a refund to its approval'),
  reviewRefusals: rate.describe('share of refunds that are refused'),
  refundSeconds: seconds.describe('from approval to the money'),
  supplements: rate.describe('share of paid refunds for which half of the fee comes back later'),
  changeOfferSeconds: seconds.describe('from the change order to its price; 0: at once'),
  changeOfferByControl: z.boolean().describe('true: a change order waits for the control API to be offered'),
  changePaymentSeconds: seconds.min(1).describe('how long the seats of a change are held'),
  changeTicketingSeconds: seconds.describe('from the payment of a change to its tickets'),
  scheduleSeconds: seconds.describe('how often an airline moves or cancels a flight of some ticketed order; 0: never'),
});
/** Settings of the flight room. */
export type FlightSettings = z.output<typeof FlightSettings>;
/** Body of `PUT /sandbox/flight/policy`: what is left out stays. */
export const FlightSettingsInput = FlightSettings.partial();
/** Settings to change; what is left out stays. */
export type FlightSettingsInput = z.input<typeof FlightSettingsInput>;

/** What holds before anybody says otherwise. */
export const DEFAULT_SETTINGS: FlightSettings = {
  channelAssigned: true,
  failuresAsErrors: false,
  slowListing: false,
  offerSeconds: 600,
  priceSeconds: 0,
  paymentSeconds: 1800,
  acceptsSecondPayment: false,
  ticketingSeconds: 0,
  ticketingFailures: 0,
  payNotification: false,
  precalculation: true,
  epidemic: false,
  renderSeconds: 900,
  reviewSeconds: 0,
  reviewRefusals: 0,
  refundSeconds: 0,
  supplements: 0,
  changeOfferSeconds: 0,
  changeOfferByControl: false,
  changePaymentSeconds: 1800,
  changeTicketingSeconds: 0,
  scheduleSeconds: 0,
};

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
  /** Calls back whenever the settings change. */
  watch(changed: () => void): void;
  movePrices(by: number): Moves;
  moveRefundFees(by: number): Moves;
}

/** Settings over a shelf: those of the run before, else the given ones. */
export function createSettings(given: FlightSettingsInput, shelf: Shelf<KeptSettings>): SettingsRoom {
  const [, left] = shelf.left()[0] ?? [];
  let kept: KeptSettings = {
    settings: left?.settings ?? merged(DEFAULT_SETTINGS, given),
    moves: left?.moves ?? STILL,
  };
  const watchers: (() => void)[] = [];
  const keep = (change: Partial<KeptSettings>): KeptSettings => {
    kept = { ...kept, ...change };
    shelf.put('settings', kept);
    return kept;
  };
  return {
    settings: () => kept.settings,
    moves: () => kept.moves,
    set(change) {
      const { settings } = keep({ settings: merged(kept.settings, change) });
      for (const changed of watchers) changed();
      return settings;
    },
    watch: (changed) => watchers.push(changed),
    movePrices: (by) => keep({ moves: { ...kept.moves, price: kept.moves.price + by } }).moves,
    moveRefundFees: (by) => keep({ moves: { ...kept.moves, refundFee: kept.moves.refundFee + by } }).moves,
  };
}

const STILL: Moves = { price: 0, refundFee: 0 };

function merged(settings: FlightSettings, change: FlightSettingsInput): FlightSettings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return FlightSettings.parse({ ...settings, ...Object.fromEntries(given) });
}
