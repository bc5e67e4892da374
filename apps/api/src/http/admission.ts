import { can } from '@interline/core/hub';
import type { Viewer } from '@interline/core/hub';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Variables } from './cost.ts';
import type { HttpLimits } from './limits.ts';
import type { Operation, Understand } from './operations.ts';
import type { OperationRequest } from './operation-request.ts';
import type { PersistedOperations } from './options.ts';
import type { Rates } from './rates.ts';
import type { Refusal } from './reply.ts';

export type Admitted =
  | { readonly kind: 'admitted'; readonly text: string; readonly operation: Operation; readonly variables: Variables }
  /** The text itself is wrong. */
  | { readonly kind: 'invalid'; readonly text: string; readonly errors: readonly GraphQLError[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The rules that every operation passes, whatever its transport: there is no other way to the resolvers. */
export type Admit = (viewer: Viewer, request: OperationRequest) => Promise<Admitted>;

export interface AdmissionOptions {
  readonly understand: Understand;
  readonly rates: Rates;
  readonly limits: Pick<HttpLimits, 'cost' | 'documentLength'>;
  readonly production: boolean;
  readonly persistedOperations: PersistedOperations | undefined;
}

export function createAdmission(options: AdmissionOptions): Admit {
  const { understand, rates, limits, production, persistedOperations } = options;

  async function unaffordable(viewer: Viewer, operation: Operation, cost: number): Promise<Refusal | null> {
    const mutation = operation.type === OperationTypeNode.MUTATION;
    const wait = await rates.spend(viewer.tokenId, mutation ? 'mutations' : 'cost', mutation ? 1 : cost);
    if (wait === null) return null;
    return {
      status: 429,
      code: 'RATE_LIMITED',
      message: `This token has used up its ${mutation ? 'commands' : 'reads'} of this minute. Try again in ${wait} s.`,
      headers: { 'retry-after': String(wait) },
      extensions: { retryAfterSeconds: wait },
    };
  }

  return async (viewer, request) => {
    const text = textOf(request, persistedOperations);
    if (typeof text !== 'string') return { kind: 'refused', refusal: text };
    if (text.length > limits.documentLength) return { kind: 'refused', refusal: tooLong(limits.documentLength) };
    const understood = understand(text, request.operationName ?? undefined);
    if ('errors' in understood) {
      await rates.spend(viewer.tokenId, 'cost', 1);
      return { kind: 'invalid', text, errors: understood.errors };
    }
    const { operation } = understood;
    const variables = request.variables ?? {};
    if (production && operation.introspects && !can(viewer, 'admin'))
      return { kind: 'refused', refusal: NO_INTROSPECTION };
    const cost = operation.cost(variables);
    if (cost > limits.cost) return { kind: 'refused', refusal: tooCostly(cost, limits.cost) };
    const refusal = await unaffordable(viewer, operation, cost);
    return refusal ? { kind: 'refused', refusal } : { kind: 'admitted', text, operation, variables };
  };
}

const NO_INTROSPECTION: Refusal = {
  status: 400,
  code: 'INTROSPECTION_DISABLED',
  message: 'Only a token with the scope "admin" may introspect the schema of this hub.',
};

function tooLong(most: number): Refusal {
  const message = `The document is longer than ${most} characters. Pass values as variables, and ask for less at once.`;
  return { status: 400, code: 'DOCUMENT_TOO_LONG', message, extensions: { limit: most } };
}

function tooCostly(cost: number, most: number): Refusal {
  const message = `The operation costs ${cost}, more than ${most}. Ask for fewer fields, or smaller pages with "first".`;
  return { status: 400, code: 'OPERATION_TOO_COSTLY', message, extensions: { cost, limit: most } };
}

function textOf(request: OperationRequest, persisted: PersistedOperations | undefined): string | Refusal {
  const query = request.extensions?.['persistedQuery'];
  const hash =
    persisted && typeof query === 'object' && query && 'sha256Hash' in query ? String(query.sha256Hash) : null;
  if (persisted && hash !== null) {
    return (
      persisted.find(hash) ?? {
        status: 400,
        code: 'PERSISTED_OPERATION_NOT_FOUND',
        message: 'No operation is registered under this hash. Register it with the hub first.',
      }
    );
  }
  if (persisted?.only)
    return {
      status: 400,
      code: 'PERSISTED_OPERATIONS_ONLY',
      message: 'This hub runs registered operations only. Send extensions.persistedQuery.sha256Hash.',
    };
  return request.query ?? '';
}
