import type { IncomingMessage, ServerResponse } from 'node:http';
import { sign } from '@interline/top-client/codec';
import type { Clock } from '../clock.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import type { App, Shop } from '../shops.ts';
import type { CodeStore } from './codes.ts';
import type { Session, SessionStore } from './sessions.ts';
import { tokenAnswer } from './token-answer.ts';

const BODY_LIMIT = 64 * 1024;

/** Answers `/authorize` and `/token`. */
export type OAuthHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

type TokenOutcome = { kind: 'session'; session: Session } | { kind: 'error'; error: string; description: string };

/** The OAuth endpoints. The seller's login is a page with one link per shop; `shop=<id>` picks one without the page. */
export function createOAuthHttp(context: {
  apps: readonly App[];
  shops: readonly Shop[];
  codes: CodeStore;
  sessions: SessionStore;
  clock: Clock;
}): OAuthHttp {
  const { apps, shops, codes, sessions, clock } = context;
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname === '/authorize') authorize(url, response);
    else await token(request, url, response);
  };

  function authorize(url: URL, response: ServerResponse): void {
    const asked = url.searchParams;
    const app = apps.find(({ key }) => key === asked.get('client_id'));
    if (!app) return page(response, 400, 'client_id is not a known app key');
    const redirect = loopback(asked.get('redirect_uri'));
    if (!redirect)
      return page(response, 400, 'redirect_uri is invalidate: the sandbox accepts http(s) URLs of this machine');
    const type = asked.get('response_type');
    if (type !== 'code' && type !== 'token') return page(response, 400, 'response_type must be code or token');
    const own = shops.filter((shop) => shop.app.key === app.key);
    const shop = own.find(({ id }) => id === asked.get('shop'));
    if (!shop) return page(response, 200, chooser(url, own));
    if (type === 'code') {
      redirect.searchParams.set('code', codes.issue({ shop, redirectUri: asked.get('redirect_uri') ?? '' }));
      copyState(asked, redirect.searchParams);
    } else {
      redirect.hash = fragment(sessions.issue(shop), asked, app).toString();
    }
    response.writeHead(302, { location: redirect.href });
    response.end();
  }

  function fragment(session: Session, asked: URLSearchParams, app: App): URLSearchParams {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(tokenAnswer(session, clock))) parameters.set(name, String(value));
    copyState(asked, parameters);
    parameters.set('top_sign', sign([...parameters], app.secret, 'md5'));
    return parameters;
  }

  async function token(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST')
      return json(response, 405, { error: 'invalid_request', error_description: 'use POST' });
    const body = await readBody(request, BODY_LIMIT).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) return error;
      throw error;
    });
    if (body instanceof BodyTooLarge) {
      return json(response, 413, { error: 'invalid_request', error_description: body.message });
    }
    const asked = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body.toString())]);
    const outcome = redeem(asked);
    if (outcome.kind === 'error') {
      return json(response, 400, { error: outcome.error, error_description: outcome.description });
    }
    const state = asked.get('state');
    json(response, 200, { ...tokenAnswer(outcome.session, clock), ...(state === null ? {} : { state }) });
  }

  function redeem(asked: URLSearchParams): TokenOutcome {
    const app = apps.find(({ key }) => key === asked.get('client_id'));
    if (!app || app.secret !== asked.get('client_secret')) {
      return failed('invalid_client', 'client_secret is invalidate');
    }
    if (asked.get('grant_type') === 'refresh_token') {
      const session = sessions.refresh(asked.get('refresh_token') ?? '', app);
      return session ? { kind: 'session', session } : failed('invalid_grant', 'refresh_token is invalidate');
    }
    if (asked.get('grant_type') !== 'authorization_code') {
      return failed('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token');
    }
    const consent = codes.redeem(asked.get('code') ?? '');
    if (consent?.shop.app.key !== app.key) return failed('invalid_grant', 'authorize code expire');
    if (consent.redirectUri !== asked.get('redirect_uri')) return failed('invalid_grant', 'redirect_uri is invalidate');
    return { kind: 'session', session: sessions.issue(consent.shop) };
  }
}

function failed(error: string, description: string): TokenOutcome {
  return { kind: 'error', error, description };
}

function copyState(from: URLSearchParams, to: URLSearchParams): void {
  const state = from.get('state');
  if (state !== null) to.set('state', state);
}

/** The callback, when it is on this machine: a sandbox must not send codes anywhere else. */
function loopback(text: string | null): URL | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return local && /^https?:$/.test(url.protocol) ? url : undefined;
}

function chooser(url: URL, shops: readonly Shop[]): string {
  const links = shops.map((shop) => {
    const target = new URL(url);
    target.searchParams.set('shop', shop.id);
    return `<li><a href="${escapeHtml(target.pathname + target.search)}">${escapeHtml(shop.nick)}</a></li>`;
  });
  return `<p>Which seller authorises the app?</p><ul>${links.join('')}</ul>`;
}

function page(response: ServerResponse, status: number, content: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Sandbox authorisation</title>${content}\n`);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
