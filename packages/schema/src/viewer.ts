import { SCOPES, type Viewer } from '@interline/core/hub';
import { can } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { requires } from './requires.ts';

/** Adds the query `viewer`. */
export function addViewer(builder: InterlineBuilder): void {
  const viewer = builder.objectRef<Viewer>('Viewer').implement({
    description: 'Who is asking: what the token may see and do.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Who or what holds the token.' }),
      scopes: t.stringList({
        description: 'What it may do: `orders:read`, `orders:write`, `pii:read`, `admin` (which implies the others).',
        resolve: (each) => SCOPES.filter((scope) => can(each, scope)),
      }),
      seesAllShops: t.boolean({
        description: 'Whether it sees every shop, present and future; otherwise those of the query `shops`.',
        resolve: ({ shopIds }) => shopIds === null,
      }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When the token ends; null when it does not.',
      }),
    }),
  });
  builder.queryField('viewer', (t) =>
    t.field({
      type: viewer,
      description: 'Who is asking.',
      ...requires('orders:read'),
      resolve: (_root, _args, context) => context.viewer,
    }),
  );
}
