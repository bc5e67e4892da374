import type { CompiledOperation } from '@interline/schema';
import { getOperationAST, GraphQLError, OperationTypeNode, visit } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { compileCost } from './cost.ts';
import type { Cost } from './cost.ts';
import { liveForm } from './live-form.ts';
import type { LiveForm } from './live-form.ts';
import type { HttpLimits } from './limits.ts';
import type { Compile } from './options.ts';

/** An operation that was parsed, validated and weighed, once for everybody who sends the same text. */
export interface Operation {
  readonly document: DocumentNode;
  readonly name: string | undefined;
  readonly type: OperationTypeNode;
  readonly cost: Cost;
  /** Whether it asks about the schema itself. */
  readonly introspects: boolean;
  /** Of a subscription. */
  readonly live: LiveForm | null;
  /** The whole operation as one statement, where it can be. */
  readonly compiled: CompiledOperation | null;
}

export type Understood = { readonly operation: Operation } | { readonly errors: readonly GraphQLError[] };
/** @throws never; what is wrong with the text comes back as errors. */
export type Understand = (text: string, operationName: string | undefined) => Understood;

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  /** With every plugin and limit. Both may throw a GraphQLError. */
  readonly parse: (text: string) => DocumentNode;
  readonly validate: (document: DocumentNode) => readonly GraphQLError[];
  readonly compile: Compile;
  readonly limits: Pick<HttpLimits, 'assumedPage'>;
}

/** Texts remembered at most; the one unused for longest makes room. */
const REMEMBERED = 500;

export function createOperations({ schema, parse, validate, compile, limits }: OperationsOptions): Understand {
  const known = new Map<string, Operation>();

  function read(text: string, operationName: string | undefined): Understood {
    const document = attempt('GRAPHQL_PARSE_FAILED', () => parse(text));
    const errors = attempt('GRAPHQL_VALIDATION_FAILED', () => validate(document));
    if (errors.length > 0) return { errors };
    const node = getOperationAST(document, operationName);
    if (!node) {
      const message = operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name.';
      return { errors: [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })] };
    }
    const type = node.operation;
    return {
      operation: {
        document,
        name: node.name?.value,
        type,
        cost: compileCost(schema, document, node, limits.assumedPage),
        introspects: asksAboutSchema(document),
        live: type === OperationTypeNode.SUBSCRIPTION ? liveForm(schema, document, node) : null,
        compiled: type === OperationTypeNode.QUERY ? compile(schema, document, operationName) : null,
      },
    };
  }

  return (text, operationName) => {
    const key = `${operationName ?? ''}\n${text}`;
    const found = known.get(key);
    if (found) {
      known.delete(key);
      known.set(key, found);
      return { operation: found };
    }
    try {
      const understood = read(text, operationName);
      if ('operation' in understood) {
        known.set(key, understood.operation);
        for (const oldest of known.keys()) {
          if (known.size <= REMEMBERED) break;
          known.delete(oldest);
        }
      }
      return understood;
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  };
}

/** Armor and the parser throw; their errors get a code as those of validation have. */
function attempt<T>(code: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof GraphQLError) error.extensions['code'] ??= code;
    throw error;
  }
}

function asksAboutSchema(document: DocumentNode): boolean {
  let asks = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') asks = true;
    },
  });
  return asks;
}
