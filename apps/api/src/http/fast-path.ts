import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@interline/core';
import type { Viewer } from '@interline/core/hub';
import type { GraphQLContext } from '@interline/schema';
import type { Variables } from './cost.ts';
import type { Operation } from './operations.ts';
import { sendText } from './reply.ts';

/**
 * Answers a compiled query past yoga, byte for byte as yoga would. Whatever is not plain success is
 * left to yoga, which then words the errors.
 * @returns whether it answered
 */
export type FastPath = (
  request: IncomingMessage,
  response: ServerResponse,
  viewer: Viewer,
  operation: Operation,
  variables: Variables,
) => Promise<boolean>;

export function createFastPath(context: (viewer: Viewer) => GraphQLContext, logger: Logger): FastPath {
  return async (request, response, viewer, { compiled }, variables) => {
    const type = compiled && mediaType(request.headers.accept);
    if (!compiled || !type) return false;
    let data: string | null;
    try {
      data = await compiled.execute(context(viewer), variables);
    } catch (error) {
      logger.warn({ error: error instanceof Error ? error.name : typeof error }, 'a compiled query failed');
      return false;
    }
    if (data === null) return false;
    if (!response.destroyed) sendText(response, 200, `${type}; charset=utf-8`, `{"data":${data}}`);
    return true;
  };
}

/** The media type of the answer for the usual `accept` values; null for the others, which yoga negotiates. */
function mediaType(accept: string | undefined): string | null {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json';
  return accept === 'application/graphql-response+json' ? accept : null;
}
