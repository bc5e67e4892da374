import type { HubContext } from '../hub-context.ts';

const revokeStatement = {
  name: 'token.revoke',
  text: 'update interline.access_token set revoked_at = $2 where id = $1 and revoked_at is null returning id',
};

/**
 * Ends a token for good. Servers that remember viewers notice within 5 seconds (see
 * {@link createAuthenticator}).
 * @returns whether it was still valid
 */
export async function revokeToken(context: HubContext, id: string): Promise<boolean> {
  const revoked = await context.database.query(revokeStatement, [id, context.clock.now()]);
  return revoked.length > 0;
}
