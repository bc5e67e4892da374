import { can } from '@interline/core/hub';
import type { Clock } from '@interline/core';
import type { Viewer } from '@interline/core/hub';

/** Who may use a token: asks once and believes the answer for a moment. */
export interface Gate {
  /** The viewer of the token, or null when it is unknown, revoked or past its end. */
  viewer(token: string): Promise<Viewer | null>;
  /** The same, but asks again whatever is remembered. */
  recheck(token: string): Promise<Viewer | null>;
}

export interface GateOptions {
  readonly authenticate: (token: string) => Promise<Viewer | null>;
  readonly clock: Clock;
  /** How long an answer is believed, in milliseconds. */
  readonly cacheMs: number;
}

/** Tokens remembered at most; the oldest makes room. */
const REMEMBERED = 10_000;

export function createGate({ authenticate, clock, cacheMs }: GateOptions): Gate {
  const answers = new Map<string, { viewer: Promise<Viewer | null>; until: number }>();

  function ask(token: string): Promise<Viewer | null> {
    const viewer = authenticate(token);
    answers.delete(token);
    answers.set(token, { viewer, until: clock.now().getTime() + cacheMs });
    const forget = (): void => {
      if (answers.get(token)?.viewer === viewer) answers.delete(token);
    };
    // Only a viewer is worth remembering: unknown tokens must not push known ones out, failures must not stick.
    viewer.then((found) => found ?? forget(), forget);
    for (const oldest of answers.keys()) {
      if (answers.size <= REMEMBERED) break;
      answers.delete(oldest);
    }
    return viewer;
  }

  async function unlessOver(answer: Promise<Viewer | null>): Promise<Viewer | null> {
    const viewer = await answer;
    return viewer?.expiresAt && viewer.expiresAt <= clock.now() ? null : viewer;
  }

  return {
    viewer(token) {
      const known = answers.get(token);
      return unlessOver(known && known.until > clock.now().getTime() ? known.viewer : ask(token));
    },
    recheck: (token) => unlessOver(ask(token)),
  };
}

/** The token of an `Authorization: Bearer …` value, or null when the value is anything else. */
export function bearerToken(authorization: unknown): string | null {
  if (typeof authorization !== 'string') return null;
  return /^bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? null;
}

/**
 * Equal for viewers to whom the same answer may be given. Whoever may read personal data in clear
 * shares with nobody else, because each reading is recorded against its token.
 */
export function rightsOf(viewer: Viewer): string {
  const scopes = [...viewer.scopes].sort();
  const shops = viewer.shopIds && [...viewer.shopIds].sort();
  return JSON.stringify([scopes, shops, can(viewer, 'pii:read') ? viewer.tokenId : null]);
}
