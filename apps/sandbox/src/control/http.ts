import type { IncomingMessage, ServerResponse } from 'node:http';
import { stringifyTopJson } from '@interline/top-client/codec';
import { z } from 'zod';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import { ControlError } from './control-error.ts';
import type { Control } from './control.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './route.ts';

const BODY_LIMIT = 1024 * 1024;

/** Answers one HTTP request below `/sandbox`. */
export type ControlHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The control API over HTTP: JSON in and out. `describe` is the answer of `GET /sandbox`. */
export function createControlHttp(control: Control, describe: () => object): ControlHttp {
  return async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      const known = knownError(error);
      if (!known) throw error;
      send(response, known.status, { error: { message: known.message, field: known.field } });
    }
  };

  async function answer(request: IncomingMessage): Promise<unknown> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const path = url.pathname.replace(/\/$/, '');
    if (path === '/sandbox' && request.method === 'GET') return { ...describe(), routes: ROUTES.map(description) };
    const body = await readJson(request);
    const { route, parameters } = findRoute(request.method ?? 'GET', path);
    return route.run(control, { parameters, body, query: Object.fromEntries(url.searchParams) });
  }
}

function findRoute(method: string, path: string): { route: Route; parameters: readonly string[] } {
  const matching = ROUTES.flatMap((route) => {
    const parameters = match(route.path, path);
    return parameters ? [{ route, parameters }] : [];
  });
  if (matching.length === 0) throw new ControlError(404, `no such route: ${path}; GET /sandbox lists them`);
  const found = matching.find(({ route }) => route.method === method);
  if (found) return found;
  const allowed = matching.map(({ route }) => route.method).join(', ');
  throw new ControlError(405, `${method} is not allowed on ${path}; use ${allowed}`);
}

function match(pattern: string, path: string): readonly string[] | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) parameters.push(decodeURIComponent(value));
    else if (part !== value) return undefined;
  }
  return parameters;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request, BODY_LIMIT)).toString();
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ControlError(400, `the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function knownError(error: unknown): { status: number; message: string; field: string | undefined } | undefined {
  if (error instanceof ControlError) return error;
  if (error instanceof BodyTooLarge) return { status: 413, message: `${error.message}; send less`, field: undefined };
  if (error instanceof URIError) return { status: 400, message: 'the path has a malformed %-escape', field: undefined };
  if (!(error instanceof z.ZodError)) return undefined;
  const message = error.issues.map((issue) => `${fieldOf(issue) ?? 'body'}: ${issue.message}`).join('; ');
  const [first] = error.issues;
  return {
    status: 400,
    message: `${message} (GET /sandbox lists what a body may hold)`,
    field: first && fieldOf(first),
  };
}

/** The field that is wrong; undefined when it is the body itself. */
function fieldOf(issue: z.core.$ZodIssue): string | undefined {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return path.length === 0 ? undefined : path.join('.');
}

function description({ method, path, does, example, body }: Route): object {
  return { method, path, does, ...(example === undefined ? {} : { example }), ...(body === undefined ? {} : { body }) };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = stringifyTopJson(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(`${text}\n`);
}
