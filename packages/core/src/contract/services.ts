import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Random } from '../random.ts';

/** What every adapter is given. */
export interface Services {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}
