import type { Scope } from '@interline/core/hub';
import type { FieldExtensions } from './plan/field-plan.ts';

/** The option of a root field that names the scope it requires. Every root field needs one. */
export function requires(scope: Scope): { readonly extensions: { readonly interline: FieldExtensions } } {
  return { extensions: { interline: { requires: scope } } };
}
