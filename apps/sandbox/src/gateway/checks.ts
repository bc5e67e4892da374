import { parseTopTime, verifySign } from '@interline/top-client/codec';
import type { SignMethod } from '@interline/top-client/codec';
import type { Clock } from '../clock.ts';
import type { SessionStore } from '../oauth/sessions.ts';
import type { App, Shop } from '../shops.ts';
import type { Method, PreparedCall } from './method.ts';
import type { RequestParameters } from './read-parameters.ts';
import { topError } from './top-error.ts';
import type { TopError } from './top-error.ts';

/** The gateway accepts a `timestamp` at most this far from its own clock (TOP article 101617). */
const TIMESTAMP_WINDOW_MS = 10 * 60_000;
const SIGN_METHODS: readonly string[] = ['md5', 'hmac', 'hmac-sha256'] satisfies SignMethod[];

/** What the checks compare a request with. */
export interface CheckContext {
  readonly clock: Clock;
  readonly apps: readonly App[];
  readonly methods: ReadonlyMap<string, Method>;
  readonly sessions: SessionStore;
  /** A ban, or an injected platform error other than a permission error, for this method, if one is on. */
  readonly flowControl: (method: string) => TopError | undefined;
  /** An injected permission error for this method, if one is on. */
  readonly permission: (method: string) => TopError | undefined;
  /** Addresses that may call; undefined when every address may. */
  readonly whiteList: () => readonly string[] | undefined;
}

/**
 * Checks a request in the platform's order: format, method, app key, version, sign, timestamp, flow control, session,
 * permission, arguments. The first check that fails is the answer. (The order is inferred; no document states it.)
 */
export function checkRequest(
  request: RequestParameters,
  address: string,
  context: CheckContext,
): PreparedCall | TopError {
  const { parameters } = request;
  const format = parameters.get('format') ?? 'xml';
  if (format !== 'json' && format !== 'xml') return topError(23, undefined, 'format 应为 json 或 xml');

  const name = parameters.get('method');
  if (!name) return topError(21);
  const method = context.methods.get(name);
  if (!method) return topError(22, 'isv.invalid-method', `不存在的方法名 ${name}`);

  const appKey = parameters.get('app_key');
  if (!appKey) return topError(28);
  const app = context.apps.find(({ key }) => key === appKey);
  if (!app) return topError(29, 'isv.appkey-not-exists', `appkey ${appKey} 不存在`);

  const failed =
    checkVersion(parameters.get('v')) ??
    checkSign(request, app) ??
    checkTimestamp(parameters.get('timestamp'), context.clock) ??
    context.flowControl(name);
  if (failed) return failed;

  const session = checkSession(parameters.get('session'), method, app, context.sessions);
  if (session.kind === 'error') return session;

  const whiteList = context.whiteList();
  if (whiteList && !whiteList.includes(address)) {
    return topError(11, 'isv.permission-ip-whitelist-limit', `来源 IP ${address} 不在白名单内`);
  }

  const denied = context.permission(name);
  if (denied) return denied;

  return method.prepare({ app, shop: session.shop, files: request.files }, parameters);
}

function checkVersion(version: string | undefined): TopError | undefined {
  if (!version) return topError(32);
  if (!/^\d+\.\d+$/.test(version)) return topError(33);
  return version === '2.0' ? undefined : topError(34);
}

function checkSign({ parameters, rawBody }: RequestParameters, app: App): TopError | undefined {
  const given = parameters.get('sign');
  if (!given) return topError(24);
  const method = parameters.get('sign_method') ?? '';
  if (!SIGN_METHODS.includes(method))
    return topError(25, 'isv.invalid-sign-method', 'sign_method 应为 md5、hmac 或 hmac-sha256');
  return verifySign(given, parameters, app.secret, method as SignMethod, rawBody) ? undefined : topError(25);
}

function checkTimestamp(timestamp: string | undefined, clock: Clock): TopError | undefined {
  if (!timestamp) return topError(30);
  try {
    const distance = Math.abs(parseTopTime(timestamp).getTime() - clock.now().getTime());
    if (distance <= TIMESTAMP_WINDOW_MS) return undefined;
  } catch {
    return topError(31, undefined, 'timestamp 应为 yyyy-MM-dd HH:mm:ss');
  }
  return topError(31, undefined, 'timestamp 与服务器时间相差超过 10 分钟（GMT+8）');
}

function checkSession(
  key: string | undefined,
  method: Method,
  app: App,
  sessions: SessionStore,
): { kind: 'session'; shop: Shop | undefined } | TopError {
  if (method.session === 'none') return { kind: 'session', shop: undefined };
  if (!key) return topError(26, undefined, 'HTTP 请求参数中必须包含 session');
  const session = sessions.find(key);
  if (!session) return topError(27, 'invalid-sessionkey', 'session 不存在、已过期或已撤销');
  if (session.app.key !== app.key) return topError(27, 'invalid-sessionkey', 'session does not belong to app and user');
  return { kind: 'session', shop: session.shop };
}
