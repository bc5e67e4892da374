import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { Viewer } from '@interline/core/hub';
import { createYoga } from 'graphql-yoga';
import type { Plugin, YogaServerInstance } from 'graphql-yoga';
import { PREFLIGHT_HEADERS } from './forgery.ts';
import type { HttpLimits } from './limits.ts';
import type { MaskError } from './masking.ts';
import type { HttpServerOptions } from './options.ts';

/** What yoga is given with every request. */
export interface ServerContext {
  readonly viewer: Viewer;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
}

export type Engine = YogaServerInstance<ServerContext, object>;

/** GraphQL itself: parsing, validation with every limit, execution and masking, for all transports. */
export function createEngine(
  { schema, context, production }: Pick<HttpServerOptions, 'schema' | 'context' | 'production'>,
  limits: HttpLimits,
  mask: MaskError,
): Engine {
  return createYoga<ServerContext, object>({
    schema,
    context: ({ viewer, signal }) => context(viewer, signal),
    maskedErrors: { maskError: mask, isDev: false },
    logging: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    maxRequestBodySize: limits.bodyBytes,
    plugins: [
      useCSRFPrevention({ requestHeaders: [...PREFLIGHT_HEADERS] }),
      EnvelopArmorPlugin({
        maxDepth: { n: limits.depth, flattenFragments: true },
        maxAliases: { n: limits.aliases },
        maxDirectives: { n: limits.directives },
        maxTokens: { n: limits.tokens },
        // Armor reads `first: 20` but not `first: $first`; the admission counts both.
        costLimit: { enabled: false },
        blockFieldSuggestion: { enabled: false },
      }),
      ...(production ? [withoutHints] : []),
    ],
  });
}

/**
 * Takes every "Did you mean …?" out of validation errors. Armor's plugin for it leaves those for
 * enum values and fragments.
 */
const withoutHints: Plugin = {
  onValidate:
    () =>
    ({ result }) => {
      for (const error of result) error.message = withoutHint(error.message);
    },
};

function withoutHint(message: string): string {
  return message.replace(/ ?Did you mean .*\?$/s, '');
}
