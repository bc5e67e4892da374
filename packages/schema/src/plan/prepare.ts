import { createHash } from 'node:crypto';
import type { Statement } from '@interline/core/hub';
import { can } from '@interline/core/hub';
import { type FieldNode, getArgumentValues } from 'graphql';
import type { GraphQLContext } from '../context.ts';
import type { Bound } from './field-plan.ts';
import { type Fragment, object, render } from './fragment.ts';
import { withColumns } from './place.ts';
import type { Scope, Variables } from './selection.ts';
import { type Root, type Slot, type Survey, survey } from './survey.ts';
import { writeField, writeObject } from './write.ts';
import type { Writing } from './writing.ts';

/** How many differently shaped statements one document may leave behind. */
const STATEMENTS_PER_DOCUMENT = 64;

/** Some fields of a document, ready to be read by one statement. */
export interface PreparedSelection {
  readonly survey: Survey;
  /** The statement and its values for one request. Throws what a field says about its arguments. */
  bind(request: ReadRequest): { readonly statement: Statement; readonly values: readonly unknown[] };
}

export interface ReadRequest {
  readonly context: GraphQLContext;
  readonly variables: Variables;
  readonly parent: unknown;
  readonly mode: Writing['mode'];
}

interface Written {
  readonly statement: Statement;
  /** Which bound value each parameter takes: slot (-1: the viewer's shops) and index. */
  readonly parameters: readonly { readonly slot: number; readonly index: number }[];
}

export function prepare(scope: Scope, roots: readonly Root[]): PreparedSelection {
  const found = survey(scope, roots);
  const written = new Map<string, Written>();
  return {
    survey: found,
    bind: (request) => {
      const access = accessOf(request.context);
      const bounds = found.slots.map((slot) => bindSlot(slot, request));
      const clear = request.mode === 'resolve' && found.personal && can(request.context.viewer, 'pii:read');
      const conditions = found.conditions.map((name) => String(request.variables[name]));
      const shape = [request.mode, clear, access.shape, ...conditions, ...bounds.map((bound) => bound.shape)].join(
        '\n',
      );
      let entry = written.get(shape);
      if (entry === undefined) {
        entry = write({ scope, roots, survey: found, request, bounds, access, clear });
        if (written.size >= STATEMENTS_PER_DOCUMENT) {
          written.clear();
        }
        written.set(shape, entry);
      }
      const values = entry.parameters.map(({ slot, index }) => (slot < 0 ? access : bounds[slot])?.values[index]);
      return { statement: entry.statement, values };
    },
  };
}

function write(input: {
  scope: Scope;
  roots: readonly Root[];
  survey: Survey;
  request: ReadRequest;
  bounds: readonly Bound[];
  access: Bound;
  clear: boolean;
}): Written {
  const parameters: { slot: number; index: number }[] = [];
  let aliases = 0;
  const param = (slot: number, index: number, cast: string): string => {
    let place = parameters.findIndex((parameter) => parameter.slot === slot && parameter.index === index);
    if (place < 0) {
      place = parameters.push({ slot, index }) - 1;
    }
    return `$${place + 1}::${cast}`;
  };
  const writing: Writing = {
    scope: input.scope,
    survey: input.survey,
    variables: input.request.variables,
    bounds: input.bounds,
    mode: input.request.mode,
    clear: input.clear,
    alias: (prefix) => {
      aliases += 1;
      return `${prefix}${aliases}`;
    },
    param,
    visible: (column) =>
      visible(input.access, column, () => param(-1, 0, input.access.shape === 'one' ? 'uuid' : 'uuid[]')),
    object: (type, selections, place) => writeObject(writing, type, selections, place),
  };
  const nowhere = withColumns({});
  const members = input.roots.flatMap((root): [string, Fragment][] => {
    const written = writeField(writing, root.field, root.nodes, nowhere);
    return written === null ? [] : [[root.key, written]];
  });
  const text = `select ${render(object(members))} as data`;
  const name = `read.${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  return { statement: { name, text }, parameters };
}

/** The viewer's shops; how many decides the condition that its rows are found by. */
function accessOf({ viewer }: GraphQLContext): Bound {
  if (viewer.shopIds === null) {
    return { shape: 'all', values: [] };
  }
  return viewer.shopIds.length === 1
    ? { shape: 'one', values: [viewer.shopIds[0]] }
    : { shape: 'many', values: [viewer.shopIds] };
}

function visible(access: Bound, column: string, param: () => string): string {
  switch (access.shape) {
    case 'all':
      return 'true';
    case 'one':
      return `${column} = ${param()}`;
    default:
      return `${column} = any(${param()})`;
  }
}

/** An error is kept and thrown where the field is written, because `@skip` may leave the field out. */
function bindSlot(slot: Slot, request: ReadRequest): Bound {
  const bind = slot.plan.bind;
  if (bind === undefined) {
    return { shape: '', values: [] };
  }
  try {
    const args = getArgumentValues(slot.field, slot.node satisfies FieldNode, request.variables);
    return bind({ args, context: request.context, parent: request.parent });
  } catch (error) {
    return {
      shape: `failed ${String(error)}`,
      values: [],
      detail: error instanceof Error ? error : new Error(String(error)),
    };
  }
}
