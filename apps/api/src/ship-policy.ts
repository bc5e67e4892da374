import type { MerchantPolicy } from '@interline/adapter-ship';
import { ConfigurationError } from './environment.ts';

const MODES = ['automatic', 'decisions', 'callback'];

/**
 * Who decides about ship orders, by `SHIP_MODE` and the variables that belong to it. One policy for every shop
 * without one of its own, {@link shipMerchants}.
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

/**
 * Policies of merchants that have one of their own, by account id: the JSON object of `SHIP_MERCHANTS`. What a policy
 * says is the adapter's to check, when the hub starts.
 *
 * @throws ConfigurationError when it is no JSON object
 */
export function shipMerchants(variables: Readonly<Record<string, string | undefined>>): Record<string, MerchantPolicy> {
  const { SHIP_MERCHANTS: text = '' } = variables;
  if (text === '') return {};
  const merchants = parsed(text);
  if (typeof merchants === 'object' && merchants !== null && !Array.isArray(merchants)) {
    return merchants as Record<string, MerchantPolicy>;
  }
  throw new ConfigurationError(
    'environment variable SHIP_MERCHANTS: must be a JSON object of policies by account id, ' +
      'for example {"2200612345678":{"mode":"automatic"}}.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds; the adapter holds them against its limits. */
function waitOf(text = '3000'): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new ConfigurationError('environment variable SHIP_WAIT_MS: must be a whole number of milliseconds.');
}
