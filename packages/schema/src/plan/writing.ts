import type { GraphQLNamedType, SelectionSetNode } from 'graphql';
import type { Bound } from './field-plan.ts';
import type { Fragment } from './fragment.ts';
import type { Place } from './place.ts';
import type { Scope, Variables } from './selection.ts';
import type { Survey } from './survey.ts';

/** One statement being written. */
export interface Writing {
  readonly scope: Scope;
  readonly survey: Survey;
  readonly variables: Variables;
  readonly bounds: readonly Bound[];
  /** `answer`: the text is the answer. `resolve`: resolvers read it, so they get what they need besides. */
  readonly mode: 'answer' | 'resolve';
  /** Whether resolvers will show personal data in clear. */
  readonly clear: boolean;
  alias(prefix: string): string;
  param(slot: number, index: number, cast: string): string;
  visible(shopColumn: string): string;
  /** The JSON of an object of the type, from a row. */
  object(type: GraphQLNamedType, selections: readonly SelectionSetNode[], place: Place): Fragment;
}
