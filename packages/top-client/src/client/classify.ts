import { FLOW_CONTROL_SUB_CODES } from '../codec/platform-errors.ts';
import type { TopErrorKind } from './top-error.ts';

/** Whether a call only reads, or changes something upstream. A write is never repeated blindly. */
export type CallKind = 'read' | 'write';

/** An `error_response`, read but not yet judged. */
export interface PlatformError {
  readonly code: number | undefined;
  readonly message: string | undefined;
  readonly subCode: string | undefined;
  readonly subMessage: string | undefined;
  readonly requestId: string | undefined;
}

/**
 * What a platform error means, by the public tables of platform codes and `sub_code` families.
 *
 * A write whose backend may have been reached is of unknown outcome whatever the table says about repeating: a
 * time-out of booking or paying usually means that it succeeded (flight API FAQ 7), and a backend that threw may
 * have thrown after the effect. Asking costs one query; being wrong moves money twice.
 */
export function classify(error: PlatformError, kind: CallKind): TopErrorKind {
  const { code, subCode = '' } = error;
  if (subCode.startsWith('accesscontrol.limited-by-') || isOneOf(THROTTLED_CODES, code)) return 'throttled';
  if (subCode === 'invalid-sessionkey' || isOneOf(SESSION_CODES, code)) return 'session';
  if (isOneOf(PERMISSION_CODES, code) || PERMISSION_SUB_CODE.test(subCode)) return 'permission';
  if (code === 10) return 'transient';
  if (ARGUMENT_SUB_CODE.test(subCode)) return 'argument';
  if (BACKEND_NOT_REACHED.test(subCode)) return 'transient';
  if (UNMAPPED.test(subCode)) return kind === 'write' ? 'unknown-outcome' : 'argument';
  if (subCode.startsWith('isp.') || subCode === 'isv.remote-service-error') return failed(kind);
  if (subCode !== '' && isRemoteService(code)) return 'refused';
  if (isRemoteService(code)) return failed(kind);
  if (subCode.startsWith('isv.') && !isOneOf(ARGUMENT_CODES, code)) return 'refused';
  return isOneOf(ARGUMENT_CODES, code) ? 'argument' : 'refused';
}

/** What a call that broke off means: a read may be repeated, a write may have happened. */
export function failed(kind: CallKind): TopErrorKind {
  return kind === 'write' ? 'unknown-outcome' : 'transient';
}

/**
 * How long flow control bans further calls, in milliseconds: from "This ban will last for N more seconds" in either
 * text, or until 0:00 GMT+8 for the daily quota of the app. `undefined` when the platform did not say.
 */
export function banMs(error: PlatformError, now: Date): number | undefined {
  const seconds = BAN.exec(error.subMessage ?? '')?.[1] ?? BAN.exec(error.message ?? '')?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (error.subCode !== FLOW_CONTROL_SUB_CODES[0]) return undefined;
  return DAY_MS - ((now.getTime() + GMT8_MS) % DAY_MS);
}

/** What a person does about a platform code, where the kind alone does not say it. */
export function remedy(error: PlatformError): string | undefined {
  if (error.subCode === 'isv.permission-ip-whitelist-limit') {
    return "Add this machine's public address to the IP white list of the app.";
  }
  if (CLOCK_SUB_CODE.test(error.subCode ?? '')) return CLOCK_REMEDY;
  return error.code === undefined ? undefined : REMEDIES[error.code];
}

const DAY_MS = 86_400_000;
const GMT8_MS = 28_800_000;
const BAN = /\blast(?: for)? (\d{1,9}) more seconds?/i;

const THROTTLED_CODES: readonly number[] = [4, 5, 6, 7, 8];
const SESSION_CODES: readonly number[] = [26, 27];
const PERMISSION_CODES: readonly number[] = [11, 12, 13, 42];
const ARGUMENT_CODES: readonly number[] = [3, 9, 21, 22, 23, 24, 25, 28, 29, 30, 31, 32, 33, 34, 40, 41, 43];

const PERMISSION_SUB_CODE = /^isv\.(invalid-permission|permission-)/;
const CLOCK_SUB_CODE = /^isv\.(timestamp-limit-error|request-replay-error|replayattack-timestamp-invalid-error)/;
const ARGUMENT_SUB_CODE = new RegExp(
  `^isv\\.(missing-parameter|invalid-parameter|parameters-mismatch)|^isp\\.invalid-parameters|${CLOCK_SUB_CODE.source}`,
);
const BACKEND_NOT_REACHED = /^isp\.(remote-connection-error|top-remote-connection-error)/;
const UNMAPPED = /^isp\.(top-parse-error|top-mapping-parse-error)/;

const CLOCK_REMEDY = "Set this machine's clock: the platform allows ten minutes of difference.";
const REMEDIES: Record<number, string> = {
  22: 'Check the name of the API and the environment of the gateway.',
  25: 'Check the app secret.',
  29: 'Check the app key and that it belongs to this environment.',
  31: CLOCK_REMEDY,
};

function isRemoteService(code: number | undefined): boolean {
  return code === 15 || (code !== undefined && code >= 50);
}

function isOneOf(codes: readonly number[], code: number | undefined): boolean {
  return code !== undefined && codes.includes(code);
}
