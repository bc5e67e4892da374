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
    whiteList: () => faults.whiteList(),
  };
  let requests = 0;

  return async (request, response) => {
    requests += 1;
    const requestId = `${clock.now().getTime().toString(36)}${requests.toString(36).padStart(6, '0')}`;
    const address = addressOf(request);
    const read = await readRequest(request);
    const format = formatOf(read);
    const { reply, method } = answerTo(read, format, address);
    if (reply.delayMs > 0) await new Promise<void>((resolve) => clock.schedule(reply.delayMs, resolve));
    if (!reply.result) {
      request.socket.destroy();
      return;
    }
    const shape = format.kind === 'error' ? ({ format: 'xml', simplify: false } as const) : format;
    await send(request, response, encodeAnswer(reply.result, method, requestId, shape), reply.truncated);
  };

  function answerTo(
    read: RequestParameters | TopError,
    format: ({ kind: 'format' } & AnswerFormat) | TopError,
    address: string,
  ): { reply: Reply; method: string } {
    if ('kind' in read) return { reply: errorReply(read), method: '' };
    const method = read.parameters.get('method') ?? '';
    if (format.kind === 'error') return { reply: errorReply(format), method };
    const checked = checkRequest(read, address, checks);
    if (checked.kind === 'error') return { reply: errorReply(checked), method };
    return { reply: dispatch(checked, faults.dispatch(method), clock), method };
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

function formatOf(read: RequestParameters | TopError): ({ kind: 'format' } & AnswerFormat) | TopError {
  if ('kind' in read) return { kind: 'format', format: 'json', simplify: false };
  const format = read.parameters.get('format') ?? 'xml';
  if (format !== 'json' && format !== 'xml') return topError(23, undefined, 'format 应为 json 或 xml');
  return { kind: 'format', format, simplify: format === 'json' && read.parameters.get('simplify') === 'true' };
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
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const bytes = zipped ? await compress(body) : body;
  response.writeHead(200, {
    'content-type': answer.contentType,
    'content-length': bytes.length,
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(bytes);
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
