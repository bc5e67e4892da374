import { defineEntity, p } from '@mikro-orm/core';
import type { Scope } from './viewer.ts';

const AccessTokenSchema = defineEntity({
  name: 'AccessToken',
  tableName: 'access_token',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    /** For people: who or what holds it. */
    name: p.text(),
    /** SHA-256 of the token. The token itself is shown once and never stored. */
    hash: p.blob(),
    scopes: p.array<Scope>(),
    /** The shops it may see; null means every shop, present and future. */
    shopIds: p.array().columnType('uuid[]').nullable(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'access_token_hash', properties: ['hash'] }],
});

/** A bearer token of the API. */
export class AccessToken extends AccessTokenSchema.class {}
AccessTokenSchema.setClass(AccessToken);
export { AccessTokenSchema };
