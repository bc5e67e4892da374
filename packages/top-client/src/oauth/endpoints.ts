import { TOP_ENVIRONMENTS } from '../environments.ts';

/** Where sellers authorise and tokens are given. */
export interface OAuthEndpoints {
  /** Opened in the seller's browser. */
  readonly authorize: string;
  /** Called by the server. */
  readonly token: string;
}

/** The endpoints of the platform, or others for a simulator. */
export type OAuthEnvironment = 'production' | 'sandbox' | OAuthEndpoints;

/** The endpoints of an environment (TOP article 102635). */
export function oauthEndpoints(environment: OAuthEnvironment): OAuthEndpoints {
  if (typeof environment === 'object') return environment;
  return TOP_ENVIRONMENTS[environment].oauth;
}

/** What an authorisation page is opened with. */
export interface AuthorizeRequest {
  readonly appKey: string;
  /** Must equal the registered callback exactly. */
  readonly redirectUri: string;
  /** Returned unchanged: bind it to the browser's session and compare it, against forged callbacks. */
  readonly state: string;
  readonly environment: OAuthEnvironment;
  /** Layout of the page. The platform's own choice when left out. */
  readonly view?: 'web' | 'wap';
}

/** The address to send the seller's browser to. It comes back with a `code` that works once, for 30 minutes. */
export function authorizeUrl(request: AuthorizeRequest): string {
  const url = new URL(oauthEndpoints(request.environment).authorize);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', request.appKey);
  url.searchParams.set('redirect_uri', request.redirectUri);
  url.searchParams.set('state', request.state);
  if (request.view) url.searchParams.set('view', request.view);
  return url.href;
}
