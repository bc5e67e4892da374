import type { z } from 'zod';

import type { CallAnomaly } from '../entries.ts';
import type { AnswerCode } from '../config.ts';

/** Plain data of an answer, by wire name. What is undefined is left out. */
export type AnswerValue = string | number | bigint | boolean | undefined | readonly AnswerObject[];
/** An object of {@link AnswerValue}. */
export type AnswerObject = { readonly [name: string]: AnswerValue };

/** How a call ended. */
export interface CallOutcome {
  readonly success: boolean;
  /** One of our codes, or one that the merchant said. */
  readonly code: AnswerCode | { readonly said: string };
  /** For people. Quotes nothing personal. */
  readonly text: string;
  readonly fields: AnswerObject;
}

/** Done, or known. */
export function done(fields: AnswerObject): CallOutcome {
  return { success: true, code: 'ok', text: 'ok', fields };
}

/** Taken; the merchant reports later. */
export function processing(text: string, fields: AnswerObject): CallOutcome {
  return { success: true, code: 'processing', text, fields };
}

/** Not done. */
export function refused(code: CallOutcome['code'], text: string, fields: AnswerObject = {}): CallOutcome {
  return { success: false, code, text, fields };
}

/** Fields of a call that do not fit. */
export interface Misfit {
  /** The upstream path, for example `passenger_list[0].ticket_price`. */
  readonly path: string;
  readonly message: string;
}

/** What was read of a call. */
export type Reading<Facts> =
  | { readonly facts: Facts; readonly anomalies: readonly CallAnomaly[] }
  | { readonly misfits: readonly Misfit[] };

/** A call that does not fit its form. */
export function misfit(misfits: readonly Misfit[]): CallOutcome {
  return refused('invalid', misfitText(misfits));
}

/** What does not fit, for people. */
export function misfitText(misfits: readonly Misfit[]): string {
  return misfits.map(({ path, message }) => `${path} ${message}`).join('; ');
}

/** What a schema of our words found, by the names of the wire. */
export function misfitsOf(
  error: z.ZodError | undefined,
  group: Readonly<Record<string, string>>,
  base: string,
): Misfit[] {
  return (error?.issues ?? []).map(({ path: [word], message }) => {
    return { path: base + (group[String(word)] ?? String(word)), message };
  });
}
