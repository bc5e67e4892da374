import type { App, Shop } from '../shops.ts';
import { readArguments } from './arguments.ts';
import type { Arguments, ArgumentValues } from './arguments.ts';
import { topError } from './top-error.ts';
import type { TopError } from './top-error.ts';
import type { FilePart } from './read-parameters.ts';
import type { AnswerObject } from './value.ts';

/** What a method gives back: the fields of the answer, or an error. */
export type MethodResult = { readonly kind: 'answer'; readonly fields: AnswerObject } | TopError;

/** A call whose application parameters are right; nothing has happened yet. */
export interface PreparedCall {
  readonly kind: 'prepared';
  /** Does what the method does. */
  readonly run: () => MethodResult;
  /** What the gateway answers when it stops waiting, when the service has a form of its own for that. */
  readonly timedOut?: TopError;
  /** The answer with statuses that no document lists, when the service has statuses elsewhere than in `status`. */
  readonly withUnknownStatus?: (fields: AnswerObject) => AnswerObject;
}

/** Who calls: an application, and the seller whose session the call carries. */
export interface Caller {
  readonly app: App;
  readonly shop: Shop | undefined;
  /** File parts of the request, by parameter name. */
  readonly files: ReadonlyMap<string, FilePart>;
}

/** One API of the gateway. */
export interface Method {
  readonly name: string;
  /** Whether it needs the seller's session. */
  readonly session: 'required' | 'none';
  /** Checks the application parameters (codes 40 and 41). */
  readonly prepare: (caller: Caller, parameters: ReadonlyMap<string, string>) => PreparedCall | TopError;
}

/** What an API that the application calls by itself works on. */
export interface AppCall<Values> {
  readonly app: App;
  readonly values: Values;
}

/** What an API that acts for a seller works on. */
export interface SellerCall<Values> extends AppCall<Values> {
  readonly shop: Shop;
}

/** An API that needs the seller's session. */
export function sellerMethod<Declared extends Arguments>(method: {
  name: string;
  arguments: Declared;
  handle: (call: SellerCall<ArgumentValues<Declared>>) => MethodResult;
}): Method {
  return {
    name: method.name,
    session: 'required',
    prepare({ app, shop }, parameters) {
      if (!shop) return topError(26);
      const read = readArguments(method.arguments, parameters);
      if (read.kind === 'error') return read;
      return { kind: 'prepared', run: () => method.handle({ app, shop, values: read.values }) };
    },
  };
}

/** An API that is called by the application itself. */
export function appMethod<Declared extends Arguments>(method: {
  name: string;
  arguments: Declared;
  handle: (call: AppCall<ArgumentValues<Declared>>) => MethodResult;
}): Method {
  return {
    name: method.name,
    session: 'none',
    prepare({ app }, parameters) {
      const read = readArguments(method.arguments, parameters);
      if (read.kind === 'error') return read;
      return { kind: 'prepared', run: () => method.handle({ app, values: read.values }) };
    },
  };
}

/** A successful result. */
export function answer(fields: AnswerObject): MethodResult {
  return { kind: 'answer', fields };
}
