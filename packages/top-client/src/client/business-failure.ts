import { isTopObject } from '../codec/response.ts';
import type { TopObject } from '../codec/response.ts';

/** A refusal inside an answer that looks like a success. */
export interface BusinessFailure {
  readonly code?: string;
  readonly message?: string;
}

/**
 * The refusal inside an answer without `error_response`, or `undefined`: `is_success`, `ret_success` or `success` is
 * false, at the root or in `result`, beside an error code or message (flight, ship and vacation APIs name them
 * differently).
 *
 * A bare `is_success: false` without a reason is not a failure here: for `taobao.tmc.user.cancel` it means that the
 * user does not exist.
 */
export function businessFailure(data: TopObject): BusinessFailure | undefined {
  return failureIn(data) ?? (isTopObject(data['result']) ? failureIn(data['result']) : undefined);
}

/** A Boolean answer such as `first_result`, in the forms the wire has: `true`, `"true"`. `undefined` when absent. */
export function booleanResult(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

const FLAGS = ['is_success', 'ret_success', 'success'];
const CODES = ['error_code', 'error_code_info', 'ret_code', 'result_code'];
const MESSAGES = ['error_msg', 'error_message', 'ret_msg', 'result_msg', 'result_message', 'error'];

function failureIn(data: TopObject): BusinessFailure | undefined {
  if (!FLAGS.some((flag) => booleanResult(data[flag]) === false)) return undefined;
  const code = firstText(data, CODES);
  const message = firstText(data, MESSAGES);
  if (code === undefined && message === undefined) return undefined;
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) };
}

function firstText(data: TopObject, names: readonly string[]): string | undefined {
  const value = names.map((name) => data[name]).find((value) => value !== undefined && value !== null && value !== '');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
