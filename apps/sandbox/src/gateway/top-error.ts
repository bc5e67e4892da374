import { PLATFORM_ERRORS } from '@interline/top-client/codec';
import type { PlatformErrorCode } from '@interline/top-client/codec';

/** An error of the platform or of the service behind it, as `error_response` carries it. */
export interface TopError {
  readonly kind: 'error';
  readonly code: number;
  readonly msg: string;
  readonly subCode: string | undefined;
  readonly subMsg: string | undefined;
}

/** A platform error by its code. Codes that the public table does not list are answered as remote service errors. */
export function topError(code: number, subCode?: string, subMsg?: string): TopError {
  return { kind: 'error', code, msg: messageOf(code), subCode, subMsg };
}

/** Code 40: a required application parameter is missing. */
export function missingArgument(name: string): TopError {
  return topError(40, `isv.missing-parameter:${name}`, `缺少必填参数 ${name}`);
}

/** Code 41: an application parameter is malformed or out of range. */
export function invalidArgument(name: string, expected: string): TopError {
  return topError(41, `isv.invalid-parameter:${name}`, `参数 ${name} 不合法，应为 ${expected}`);
}

/** Code 15: the service behind the gateway refused. */
export function refused(subCode: string, subMsg: string): TopError {
  return topError(15, subCode, subMsg);
}

/** Code 15 as it looks when the gateway stopped waiting for the service; says nothing about what the service did. */
export function timedOut(text = '调用后端服务超时'): TopError {
  return topError(15, 'isp.top-remote-connection-timeout', text);
}

function messageOf(code: number): string {
  return code in PLATFORM_ERRORS ? PLATFORM_ERRORS[code as PlatformErrorCode] : PLATFORM_ERRORS[15];
}
