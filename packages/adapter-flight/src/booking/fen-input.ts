import { z } from 'zod';

/** An amount in fen, as text or as a number. */
export const fen = z
  .union([z.string().regex(/^\d{1,15}$/), z.int().min(0)], { error: 'must be an amount in fen: digits only' })
  .transform((given) => BigInt(given));
