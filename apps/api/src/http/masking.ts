import type { Clock, Logger } from '@interline/core';
import { CursorError, newId } from '@interline/core/hub';
import { GraphQLError } from 'graphql';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';

/** Turns whatever was thrown into an error that a client may see. */
export type MaskError = (error: unknown) => GraphQLError;

/**
 * Errors that were made for the client pass. Anything else is a bug or an upstream failure: the
 * client gets an id, and the log has what happened under the same id.
 */
export function createMaskError(logger: Logger, clock: Clock): MaskError {
  const masked = new WeakSet<object>();
  return (error) => {
    if (error instanceof GraphQLError && (masked.has(error) || isForTheClient(error))) {
      // What GraphQL itself says of variables and the like has no code of its own.
      error.extensions['code'] ??= 'BAD_USER_INPUT';
      return error;
    }
    const cause = error instanceof GraphQLError ? rootCause(error) : error;
    const where = error instanceof GraphQLError ? error : null;
    if (cause instanceof CursorError) return cursorError(cause, where);
    const id = newId(clock.now());
    logger.error({ errorId: id, path: where?.path, error: describe(cause) }, 'an operation failed');
    const visible = new GraphQLError(`Something went wrong in the hub. The log has it under ${id}.`, {
      nodes: where?.nodes ?? null,
      path: where?.path ?? null,
      // yoga answers `unexpected` errors without data with status 500, and takes the mark away.
      extensions: { code: 'INTERNAL_SERVER_ERROR', id, unexpected: true },
    });
    masked.add(visible);
    return visible;
  };
}

/** Where to resume is the client's to know: it must start anew, or mend its argument. */
function cursorError({ code, message }: CursorError, where: GraphQLError | null): GraphQLError {
  return new GraphQLError(message, { path: where?.path ?? null, extensions: { code: `CURSOR_${code}` } });
}

/** The result with its errors masked. */
export function maskResult(result: ExecutionResult, mask: MaskError): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map(mask) } : result;
}

/** The error as JSON without what concerns only the HTTP layer. */
export function formatError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...rest } = error.toJSON();
  if (!extensions) return rest;
  const { http: _http, unexpected: _unexpected, ...visible } = extensions;
  return Object.keys(visible).length > 0 ? { ...rest, extensions: visible } : rest;
}

/** The result as a client gets it. */
export function formatResult({ errors, ...result }: ExecutionResult): object {
  return errors ? { errors: errors.map(formatError), ...result } : result;
}

function isForTheClient(error: GraphQLError): boolean {
  const { originalError } = error;
  return !originalError || (originalError instanceof GraphQLError && isForTheClient(originalError));
}

function rootCause(error: GraphQLError): unknown {
  return error.originalError instanceof GraphQLError ? rootCause(error.originalError) : (error.originalError ?? error);
}

/**
 * What the log may have of an error: its frames and its message without anything quoted, numbered
 * or written in another script, since drivers and channels put values there.
 */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  return { name: error.name, code, message: withoutValues(error.message), frames };
}

function withoutValues(message: string): string {
  return (message.split('\n', 1)[0] ?? '')
    .replace(/'[^']*'|"[^"]*"|`[^`]*`|[({[].*[)}\]]/g, '…')
    .replace(/[^\x20-\x7e…]+|\d{4,}|\S+@\S+/g, '…')
    .slice(0, 200);
}
