import { GraphQLError } from 'graphql';

/** An argument that cannot be used; the client is told which, why, and what to do. */
export function inputError(argument: string, message: string): GraphQLError {
  return new GraphQLError(`Argument "${argument}": ${message}`, { extensions: { code: 'BAD_USER_INPUT', argument } });
}

/** The viewer lacks a right. */
export function forbidden(what: string, scope: string): GraphQLError {
  return new GraphQLError(`${what} needs a token with the scope ${scope}.`, {
    extensions: { code: 'FORBIDDEN', scope },
  });
}
