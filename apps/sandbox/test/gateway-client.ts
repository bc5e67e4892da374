import { formatTopTime, sign } from '@interline/top-client/codec';
import type { Sandbox } from '../src/index.ts';

/** System parameters to replace, and application parameters. `undefined` leaves a parameter out. */
export type CallParameters = Readonly<Record<string, string | undefined>>;

/** A signed call as urlencoded POST; `sign` may be given to send a wrong one. */
export async function post(sandbox: Sandbox, method: string, parameters: CallParameters = {}): Promise<Response> {
  return fetch(sandbox.gatewayUrl, {
    method: 'POST',
    headers: { 'accept-encoding': 'identity' },
    body: new URLSearchParams(signed(sandbox, { method, ...parameters })),
  });
}

/** The answer of a call, as text. */
export async function callText(sandbox: Sandbox, method: string, parameters: CallParameters = {}): Promise<string> {
  return (await post(sandbox, method, parameters)).text();
}

/** The fields of a successful JSON answer, or of its `error_response`. */
export async function call(sandbox: Sandbox, method: string, parameters: CallParameters = {}): Promise<Fields> {
  const answer = JSON.parse(await callText(sandbox, method, parameters)) as Record<string, Fields>;
  const [fields] = Object.values(answer);
  if (!fields) throw new Error('the answer has no root');
  return fields;
}

/** Parsed JSON whose shape the test asserts. */
export type Fields = Record<string, unknown>;

/** The parameters with system parameters and sign of the demo application and the first shop. */
export function signed(sandbox: Sandbox, parameters: CallParameters): Record<string, string> {
  const { sign: given, ...rest } = parameters;
  const all = {
    app_key: sandbox.app.key,
    session: sandbox.control.shops()[0]?.session ?? undefined,
    timestamp: formatTopTime(sandbox.clock.now()),
    v: '2.0',
    sign_method: 'hmac-sha256',
    format: 'json',
    ...rest,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  if ('sign' in parameters) return given === undefined ? present : { ...present, sign: given };
  const method = (['md5', 'hmac', 'hmac-sha256'] as const).find((name) => name === present['sign_method']) ?? 'md5';
  return { ...present, sign: sign(present, sandbox.app.secret, method) };
}
