import { z } from 'zod';

import { idText } from '../codec/json.ts';
import { TopSession } from './top-session.ts';
import type { SessionLevel, SubUser } from './top-session.ts';

const MAX_SECONDS = 8_640_000_000_000;
const id = z.union([z.string().min(1), z.number(), z.bigint()]).transform((value) => idText(value));
const seconds = z.coerce.number().min(0).max(MAX_SECONDS);
const epochMs = z.coerce
  .number()
  .min(0)
  .max(MAX_SECONDS * 1000);

/** The fields of a token answer (TOP article 102635 and API 25388). Unknown ones are ignored. */
const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: seconds.optional(),
  refresh_token: z.string().optional(),
  re_expires_in: seconds.optional(),
  r1_expires_in: seconds.optional(),
  r2_expires_in: seconds.optional(),
  w1_expires_in: seconds.optional(),
  w2_expires_in: seconds.optional(),
  expire_time: epochMs.optional(),
  refresh_token_valid_time: epochMs.optional(),
  r1_valid: epochMs.optional(),
  r2_valid: epochMs.optional(),
  w1_valid: epochMs.optional(),
  w2_valid: epochMs.optional(),
  taobao_user_id: id,
  taobao_user_nick: z.string(),
  sub_taobao_user_id: id.optional(),
  sub_taobao_user_nick: z.string().optional(),
});

type TokenAnswer = z.infer<typeof TokenAnswer>;

/** A session, or the names of the fields that do not fit. Their values are left out: they are secret. */
export type ReadToken =
  | { readonly ok: true; readonly session: TopSession }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a token answer, whichever endpoint gave it: ends are told as seconds from now by one and as instants by the
 * other, and a level that is not told ends with the token.
 *
 * A `re_expires_in` of 0 means that the app may not refresh; the refresh token is then left out.
 */
export function readToken(value: unknown, now: Date): ReadToken {
  const read = TokenAnswer.safeParse(value);
  if (!read.success) {
    const fields = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
    return { ok: false, problem: `the token answer misses or misspells ${fields}` };
  }
  const answer = read.data;
  const access = endOf(answer.expire_time, answer.expires_in, now);
  if (!access) return { ok: false, problem: 'the token answer misses expires_in' };
  const refreshable = Boolean(answer.refresh_token) && answer.re_expires_in !== 0;
  return {
    ok: true,
    session: new TopSession({
      accessToken: answer.access_token,
      expiresAt: levels(answer, access, now),
      refreshToken: refreshable ? answer.refresh_token : undefined,
      refreshExpiresAt: refreshable ? endOf(answer.refresh_token_valid_time, answer.re_expires_in, now) : undefined,
      userId: answer.taobao_user_id ?? '',
      userNick: percentDecoded(answer.taobao_user_nick),
      subUser: subUser(answer),
    }),
  };
}

function levels(answer: TokenAnswer, access: Date, now: Date): Record<SessionLevel, Date> {
  return {
    access,
    r1: endOf(answer.r1_valid, answer.r1_expires_in, now) ?? access,
    r2: endOf(answer.r2_valid, answer.r2_expires_in, now) ?? access,
    w1: endOf(answer.w1_valid, answer.w1_expires_in, now) ?? access,
    w2: endOf(answer.w2_valid, answer.w2_expires_in, now) ?? access,
  };
}

function endOf(instantMs: number | undefined, inSeconds: number | undefined, now: Date): Date | undefined {
  if (instantMs !== undefined) return new Date(instantMs);
  return inSeconds === undefined ? undefined : new Date(now.getTime() + inSeconds * 1000);
}

function subUser(answer: TokenAnswer): SubUser | undefined {
  if (answer.sub_taobao_user_id === undefined) return undefined;
  const nick = answer.sub_taobao_user_nick;
  return { id: answer.sub_taobao_user_id, ...(nick ? { nick: percentDecoded(nick) } : {}) };
}

/** Nicks arrive percent-encoded in samples; one that is not stays as it is. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
