import type { MerchantPolicy } from '@interline/adapter-ship';
import { ConfigurationError } from './environment.ts';

const MODES = ['automatic', 'decisions', 'callback'];

/**
 * Who decides about ship orders, by `SHIP_MODE` and the variables that belong to it. One policy for every shop:
 * different ones go into `merchants` of `interline.config.ts`.
 *
 * @throws ConfigurationError naming the variable that is wrong
 */
export function shipPolicy(variables: Readonly<Record<string, string | undefined>>): MerchantPolicy {
  const read = (name: string): string | undefined => (variables[name] === '' ? undefined : variables[name]);
  const mode = read('SHIP_MODE') ?? 'decisions';
  const url = read('SHIP_CALLBACK_URL');
  const secret = read('SHIP_CALLBACK_SECRET');
  if (mode !== 'callback' && (url ?? secret) !== undefined) {
    throw new ConfigurationError(
      'environment variables SHIP_CALLBACK_URL and SHIP_CALLBACK_SECRET: they belong to SHIP_MODE=callback. ' +
        'Set that too, or remove them.',
    );
  }
  const common = { whenUndecided: 'refuse', waitMs: waitOf(read('SHIP_WAIT_MS')) } as const;
  switch (mode) {
    case 'automatic':
      return { mode, whenUndecided: common.whenUndecided };
    case 'decisions':
      return { mode, ...common };
    case 'callback':
      if (url === undefined || secret === undefined) {
        throw new ConfigurationError(
          'environment variables SHIP_CALLBACK_URL and SHIP_CALLBACK_SECRET: SHIP_MODE=callback needs both, ' +
            'the address of the reservation system and the secret that questions are signed with.',
        );
      }
      return { mode, ...common, url, secret };
    default:
      throw new ConfigurationError(`environment variable SHIP_MODE: must be one of ${MODES.join(', ')}.`);
  }
}

/** Milliseconds; the adapter holds them against its limits. */
function waitOf(text = '3000'): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ConfigurationError('environment variable SHIP_WAIT_MS: must be a whole number of milliseconds.');
}
