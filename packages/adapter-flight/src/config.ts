import { MESSAGE_URL_RULE, TopAppFields } from '@interline/top-client';
import { z } from 'zod';

/** What a merchant writes for channel `flight` in `interline.config.ts`. */
export const FlightConfig = TopAppFields.extend({
  /** The channel name that the operators gave the merchant. It is a label, not the purchase account. */
  agentName: z.string().min(1).max(64).optional(),
}).refine(...MESSAGE_URL_RULE);
/** The configuration with its defaults filled in. */
export type FlightConfig = z.output<typeof FlightConfig>;
