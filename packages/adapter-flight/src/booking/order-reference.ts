import { z } from 'zod';

/** The channel's order id. */
export const orderReference = z.string().regex(/^\d{1,30}$/, 'must be an id of the channel: digits only');
