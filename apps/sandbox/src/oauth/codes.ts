import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';

/** An authorisation code lives this long (TOP article 102635). */
const CODE_LIFE_MS = 30 * 60_000;

/** A seller's consent, to be changed for a session. */
export interface Consent {
  readonly shop: Shop;
  readonly redirectUri: string;
}

/** Authorisation codes: each works once, for 30 minutes. */
export interface CodeStore {
  issue(consent: Consent): string;
  /** The consent behind a code, which is used up by this. */
  redeem(code: string): Consent | undefined;
}

/** No codes at first. */
export function createCodes(clock: Clock, random: Random): CodeStore {
  const codes = new Map<string, { consent: Consent; expiresAt: number }>();
  return {
    issue(consent) {
      const code = `sb${random.digits(30)}`;
      codes.set(code, { consent, expiresAt: clock.now().getTime() + CODE_LIFE_MS });
      return code;
    },
    redeem(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found && found.expiresAt > clock.now().getTime() ? found.consent : undefined;
    },
  };
}
