import type { App, Shop } from '../shops.ts';
import type { Arguments, ArgumentValues } from './arguments.ts';
import type { TopError } from './top-error.ts';
import type { AnswerObject } from './value.ts';

/** What a method gives back: the fields of the answer, or an error. */
export type MethodResult = { readonly kind: 'answer'; readonly fields: AnswerObject } | TopError;

/** A call that passed every check. */
export interface Call<Values> {
  readonly app: App;
  readonly values: Values;
}

/** The seller whose session a call carries. */
export interface SellerCall<Values> extends Call<Values> {
  readonly shop: Shop;
}

/** One API of the gateway. */
export interface Method {
  readonly name: string;
  /** Whether it needs the seller's session. */
  readonly session: 'required' | 'none';
  /** Reads change nothing, so losing their answer is harmless; writes are what the faults are for. */
  readonly kind: 'read' | 'write';
  readonly arguments: Arguments;
  readonly handle: (call: Call<Readonly<Record<string, unknown>>> & { readonly shop?: Shop }) => MethodResult;
}

/** An API that needs the seller's session. */
export function sellerMethod<Declared extends Arguments>(method: {
  name: string;
  kind: 'read' | 'write';
  arguments: Declared;
  handle: (call: SellerCall<ArgumentValues<Declared>>) => MethodResult;
}): Method {
  const handle = method.handle as unknown as Method['handle'];
  return { ...method, session: 'required', handle };
}

/** An API that is called by the application itself. */
export function appMethod<Declared extends Arguments>(method: {
  name: string;
  kind: 'read' | 'write';
  arguments: Declared;
  handle: (call: Call<ArgumentValues<Declared>>) => MethodResult;
}): Method {
  const handle = method.handle as unknown as Method['handle'];
  return { ...method, session: 'none', handle };
}

/** A successful result. */
export function answer(fields: AnswerObject): MethodResult {
  return { kind: 'answer', fields };
}
