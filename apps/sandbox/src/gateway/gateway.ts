import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { SessionStore } from '../oauth/sessions.ts';
import type { App } from '../shops.ts';
import { checkRequest } from './checks.ts';
import { dispatch } from './dispatch.ts';
import type { Reply } from './dispatch.ts';
import { encodeAnswer } from './encode.ts';
import type { AnswerFormat, EncodedAnswer } from './encode.ts';
import type { Method } from './method.ts';
import { readParameters } from './read-parameters.ts';
import type { RequestParameters } from './read-parameters.ts';
import { topError } from './top-error.ts';
import type { TopError } from './top-error.ts';

const compress = promisify(gzip);

/** What the gateway needs. */
export interface GatewayContext {
  readonly clock: Clock;
  readonly apps: readonly App[];
  readonly methods: readonly Method[];
  readonly sessions: SessionStore;
  readonly faults: Faults;
}

/** Answers one HTTP request to `/router/rest`. */
export type Gateway = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The gateway: reads the request, checks it, runs the method, writes the answer. Always HTTP 200, errors too. */
export function createGateway({ clock, apps, methods, sessions, faults }: GatewayContext): Gateway {
  const byName = new Map(methods.map((method) => [method.name, method]));
  const checks = {
    clock,
    apps,
    methods: byName,
    sessions,
    flowControl: (method: string) => faults.flowControl(method),
    permission: (method: string) => faults.permission(method),
    whiteList: () => faults.whiteList(),
  };
  let requests = 0;

  return async (request, response) => {
    requests += 1;
    const requestId = `${clock.now().getTime().toString(36)}${requests.toString(36).padStart(6, '0')}`;
    const address = addressOf(request);
    const read = await readRequest(request);
    const reply = read.kind === 'error' ? errorReply(read) : answerTo(read, address);
    if (reply.delayMs > 0) await new Promise<void>((resolve) => clock.schedule(reply.delayMs, resolve));
    if (!reply.result) {
      request.socket.destroy();
      return;
    }
    const parameters = read.kind === 'error' ? new Map<string, string>() : read.parameters;
    const method = parameters.get('method') ?? '';
    const answer = encodeAnswer(reply.result, method, requestId, answerFormat(parameters));
    await send(request, response, answer, reply.truncated);
  };

  function answerTo(read: RequestParameters, address: string): Reply {
    const checked = checkRequest(read, address, checks);
    if (checked.kind === 'error') return errorReply(checked);
    return dispatch(checked, faults.dispatch(read.parameters.get('method') ?? ''), clock);
  }
}

async function readRequest(request: IncomingMessage): Promise<RequestParameters | TopError> {
  if (request.method !== 'POST' && request.method !== 'GET') {
    return topError(9, undefined, `HTTP 方法 ${request.method ?? ''} 不允许，请使用 POST 或 GET`);
  }
  try {
    return await readParameters(request);
  } catch (error) {
    return topError(43, undefined, error instanceof Error ? error.message : String(error));
  }
}

/** XML unless JSON is asked for; `simplify` counts only for JSON. */
function answerFormat(parameters: ReadonlyMap<string, string>): AnswerFormat {
  const format = parameters.get('format') === 'json' ? 'json' : 'xml';
  return { format, simplify: format === 'json' && parameters.get('simplify') === 'true' };
}

function errorReply(error: TopError): Reply {
  return { result: error, delayMs: 0, truncated: false };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: EncodedAnswer,
  truncated: boolean,
): Promise<void> {
  const whole = Buffer.from(answer.body);
  const body = truncated ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const zipped = wantsGzip(String(request.headers['accept-encoding'] ?? ''));
  const bytes = zipped ? await compress(body) : body;
  response.writeHead(200, {
    'content-type': answer.contentType,
    'content-length': bytes.length,
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(bytes);
}

/** Whether the client asked for gzip; a weight of 0 refuses it. */
function wantsGzip(accepted: string): boolean {
  return /\bgzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))(;|,|$)/i.test(accepted);
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
