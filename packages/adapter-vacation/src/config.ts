import { MESSAGE_URL_RULE, TopAppFields } from '@interline/top-client';
import type { z } from 'zod';

/** What a merchant writes for channel `vacation` in `interline.config.ts`. */
export const VacationConfig = TopAppFields.refine(...MESSAGE_URL_RULE);
/** The configuration with its defaults filled in. */
export type VacationConfig = z.output<typeof VacationConfig>;
