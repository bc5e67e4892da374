import type { Variables } from './cost.ts';

/** What a client sends to have an operation run, over any transport. */
export interface OperationRequest {
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** The operation that a request's body asks for; null when it asks for none. */
export function operationFromBody(body: Buffer): OperationRequest | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isOperationRequest(value) ? value : null;
  } catch {
    return null;
  }
}

/** The operation that the query string of a GET asks for; null when it asks for none. */
export function operationFromUrl(url: string): OperationRequest | null {
  const parameters = new URL(url, 'http://localhost').searchParams;
  const parsed = (name: string): unknown => JSON.parse(parameters.get(name) || 'null');
  try {
    const value: unknown = {
      query: parameters.get('query'),
      operationName: parameters.get('operationName') || null,
      variables: parsed('variables'),
      extensions: parsed('extensions'),
    };
    return isOperationRequest(value) ? value : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function isOperationRequest(value: unknown): value is OperationRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { query, operationName, variables, extensions, ...more } = value as Record<string, unknown>;
  return (
    Object.keys(more).length === 0 &&
    (query == null || typeof query === 'string') &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    (extensions == null || isRecord(extensions))
  );
}
