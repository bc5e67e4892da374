import { z } from 'zod';
import type { Shelf } from '../state/shelf.ts';

const seconds = z.number().min(0).max(31_536_000);
const rate = z.number().min(0).max(1);

/** How the platform, its buyers and the merchant's reservation system behave. */
export const ShipSettings = z.strictObject({
  target: z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
    .nullable()
    .describe('where the merchant takes calls; {shop} stands for the seller id. null: nobody is called'),
  waitSeconds: seconds.min(0.1).describe('how long an answer to a call is waited for'),
  attempts: z.int().min(1).max(20).describe('how often a call is made when no answer comes'),
  repeatSeconds: seconds.describe('between two of them; 0: at once'),
  signMethod: z.enum(['md5', 'hmac', 'hmac-sha256']),
  spelling: z.enum(['documented', 'snake', 'camel']).describe('names in a call: as documented, which is mixed, or one'),
  content: z.enum(['json', 'form', 'xml']).describe('form of a call'),
  answers: z.enum(['json', 'xml']).describe('form of the answers that are asked for'),
  passengerIds: z.boolean().describe('false: passengers of an order have no id of the platform'),
  unaskedRefunds: z.boolean().describe('true: a refund may be reported that nobody asked for'),
  rate: z.number().min(0).max(60_000).describe('new orders a minute; 0: only those of the control API'),
  pace: z.number().positive().max(86_400).describe('mean seconds between two steps of an order that buyers play'),
  refunds: rate.describe('share of the issued orders that buyers play and give back'),
  answerSeconds: seconds.describe('reservation system: how long it takes to answer'),
  slowAnswers: rate.describe('reservation system: share of questions that it is slow to answer, the first time'),
  slowSeconds: seconds.describe('reservation system: how long it takes then'),
  seats: z.int().min(0).max(100_000).describe('reservation system: seats on one ship'),
  orderRefusals: rate.describe('reservation system: share of orders that it refuses'),
  ticketingSeconds: seconds.describe('reservation system: from the first question for tickets until it has them'),
  ticketingFailures: rate.describe('reservation system: share of orders for which it cannot issue tickets'),
  feePercent: z.int().min(0).max(100).describe('reservation system: what it keeps of a refunded ticket'),
  refundSeconds: seconds.describe('reservation system: from the first question for a refund until it has decided'),
  refundRefusals: rate.describe('reservation system: share of refunds that it refuses'),
});
/** Settings of the ship room. */
export type ShipSettings = z.output<typeof ShipSettings>;
/** Body of `PUT /sandbox/ship/policy`: what is left out stays. */
export const ShipSettingsInput = ShipSettings.partial();
/** Settings to change; what is left out stays. */
export type ShipSettingsInput = z.input<typeof ShipSettingsInput>;

/** What holds before anybody says otherwise. */
export const DEFAULT_SHIP_SETTINGS: ShipSettings = {
  target: null,
  waitSeconds: 5,
  attempts: 3,
  repeatSeconds: 0,
  signMethod: 'md5',
  spelling: 'documented',
  content: 'json',
  answers: 'json',
  passengerIds: true,
  unaskedRefunds: false,
  rate: 0,
  pace: 8,
  refunds: 0.2,
  answerSeconds: 0,
  slowAnswers: 0,
  slowSeconds: 15,
  seats: 300,
  orderRefusals: 0,
  ticketingSeconds: 0,
  ticketingFailures: 0,
  feePercent: 10,
  refundSeconds: 0,
  refundRefusals: 0,
};

/** The settings that hold now. */
export interface ShipSettingsRoom {
  readonly settings: () => ShipSettings;
  /** @throws ZodError that names what is wrong. */
  set(change: ShipSettingsInput): ShipSettings;
  /** Calls back whenever the settings change. */
  watch(changed: () => void): void;
}

/** Settings over a shelf: the given ones on top of those of the run before. */
export function createShipSettings(given: ShipSettingsInput, shelf: Shelf<ShipSettings>): ShipSettingsRoom {
  const [, left] = shelf.left()[0] ?? [];
  let settings = merged({ ...DEFAULT_SHIP_SETTINGS, ...left }, given);
  const watchers: (() => void)[] = [];
  return {
    settings: () => settings,
    set(change) {
      settings = merged(settings, change);
      shelf.put('settings', settings);
      for (const changed of watchers) changed();
      return settings;
    },
    watch: (changed) => watchers.push(changed),
  };
}

function merged(settings: ShipSettings, change: ShipSettingsInput): ShipSettings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return ShipSettings.parse({ ...settings, ...Object.fromEntries(given) });
}
