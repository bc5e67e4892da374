import type { Clock } from '../clock.ts';
import { required, text } from '../gateway/arguments.ts';
import { answer, appMethod } from '../gateway/method.ts';
import type { Method } from '../gateway/method.ts';
import { invalidArgument } from '../gateway/top-error.ts';
import type { CodeStore } from './codes.ts';
import type { SessionStore } from './sessions.ts';
import { tokenResult } from './token-answer.ts';

/** The token exchange through the gateway: APIs 25388 and 25387. */
export function tokenMethods(context: { codes: CodeStore; sessions: SessionStore; clock: Clock }): Method[] {
  const { codes, sessions, clock } = context;
  return [
    appMethod({
      name: 'taobao.top.auth.token.create',
      arguments: { code: required(text()), uuid: text() },
      handle({ app, values }) {
        const consent = codes.redeem(values.code);
        if (consent?.shop.app.key !== app.key)
          return invalidArgument('code', 'an unused code of this app, at most 30 minutes old');
        return answer({ token_result: tokenResult(sessions.issue(consent.shop), clock) });
      },
    }),
    appMethod({
      name: 'taobao.top.auth.token.refresh',
      arguments: { refresh_token: required(text()) },
      handle({ app, values }) {
        const session = sessions.refresh(values.refresh_token, app);
        if (!session) return invalidArgument('refresh_token', 'the last refresh token of this app');
        return answer({ token_result: tokenResult(session, clock) });
      },
    }),
  ];
}
