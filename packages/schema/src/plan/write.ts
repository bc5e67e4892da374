import {
  type FieldNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from 'graphql';
import { writeConnection } from './connection.ts';
import { planOf, type RowsPlan, type Site } from './field-plan.ts';
import { concat, type Fragment, json, literal, object, orNull, quoteLiteral, render } from './fragment.ts';
import type { Place } from './place.ts';
import { collectFields, type FieldGroups, possibleTypes, selectionsOf } from './selection.ts';
import { describedBy, nodeTables } from './type-extensions.ts';
import type { Writing } from './writing.ts';

/** The JSON of one field. */
export function writeField(
  writing: Writing,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly [FieldNode, ...FieldNode[]],
  place: Place,
): Fragment | null {
  const plan = planOf(field);
  if (plan === undefined) {
    return null;
  }
  const nullable = !isNonNullType(field.type);
  const inner = getNamedType(field.type);
  const selections = selectionsOf(nodes);
  switch (plan.kind) {
    case 'value': {
      const sql = plan.sql?.(place) ?? null;
      return sql !== null && nullable ? orNull(sql) : sql;
    }
    case 'object': {
      const made = writeObject(writing, inner, selections, plan.place(place));
      const present = nullable ? plan.present?.(place) : undefined;
      return present === undefined ? made : json(`case when ${present} then ${render(made)} else 'null' end`);
    }
    case 'rows':
      return writeRows(writing, plan, field, nodes, place);
    case 'connection': {
      const site = siteOf(writing, writing.survey.slotOf(nodes[0], plan));
      return writeConnection(writing, plan, site, inner, selections, place);
    }
    case 'nodes':
      return writeNodes(writing, siteOf(writing, writing.survey.slotOf(nodes[0], plan)), selections, isList(field));
  }
}

/** The JSON of one object, of whichever of the type's concrete types describes the row. */
export function writeObject(
  writing: Writing,
  type: GraphQLNamedType,
  selections: readonly SelectionSetNode[],
  place: Place,
): Fragment {
  const types = possibleTypes(writing.scope.schema, type);
  const groups = types.map((each) => collectFields(writing.scope, each, selections, writing.variables));
  const [first, ...others] = types;
  const firstGroups = groups[0];
  if (first === undefined || firstGroups === undefined) {
    throw new Error(`Nothing implements ${type.name}, so it cannot be read.`);
  }
  if (others.every((each, at) => sameFields(first, firstGroups, each, groups[at + 1] ?? new Map()))) {
    return writeBody(writing, first, firstGroups, place, () => typeName(types, place));
  }
  return byDescription(types, place, (each) =>
    writeBody(writing, each, collectFields(writing.scope, each, selections, writing.variables), place, () =>
      literal(each.name),
    ),
  );
}

function writeBody(
  writing: Writing,
  type: GraphQLObjectType,
  groups: FieldGroups,
  place: Place,
  typeNameOf: () => Fragment,
): Fragment {
  const members = new Map<string, Fragment>();
  for (const [key, nodes] of groups) {
    if (nodes[0].name.value === '__typename') {
      members.set(key, concat(literal('"'), typeNameOf(), literal('"')));
      continue;
    }
    const field = type.getFields()[nodes[0].name.value];
    if (field === undefined) {
      continue;
    }
    const written = writeField(writing, field, nodes, place);
    if (written !== null) {
      members.set(key, written);
    }
    if (writing.mode === 'resolve') {
      addNeeds(writing, field, place, members);
    }
  }
  if (writing.mode === 'resolve') {
    members.set('~type', concat(literal('"'), typeNameOf(), literal('"')));
  }
  return object(members);
}

/** Adds what the field's resolver reads beside the field's own value. */
function addNeeds(
  writing: Writing,
  field: GraphQLField<unknown, unknown>,
  place: Place,
  members: Map<string, Fragment>,
): void {
  const plan = planOf(field);
  if (plan?.kind !== 'value' || plan.needs === undefined || (plan.personal === true && !writing.clear)) {
    return;
  }
  for (const [key, sql] of Object.entries(plan.needs)) {
    if (!members.has(key)) {
      members.set(key, orNull(sql(place)));
    }
  }
}

function writeRows(
  writing: Writing,
  plan: RowsPlan,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly [FieldNode, ...FieldNode[]],
  place: Place,
): Fragment {
  const site = siteOf(writing, writing.survey.slotOf(nodes[0], plan));
  const rows = plan.rows(place, site);
  const row = render(writeObject(writing, getNamedType(field.type), selectionsOf(nodes), rows.place));
  const where = rows.where.length === 0 ? '' : ` where ${rows.where.join(' and ')}`;
  const limit = rows.limit === undefined ? '' : ` limit ${rows.limit}`;
  if (isList(field)) {
    const orderBy = rows.orderBy === undefined ? '' : ` order by ${rows.orderBy}`;
    return concat(
      literal('['),
      json(`coalesce((select string_agg(${row}, ','${orderBy}) from ${rows.from}${where}), '')`),
      literal(']'),
    );
  }
  const orderBy = rows.orderBy === undefined ? '' : ` order by ${rows.orderBy}`;
  const one = json(`(select ${row} from ${rows.from}${where}${orderBy}${limit})`);
  return isNonNullType(field.type) ? one : orNull(one);
}

/** Objects by global id: `values[0]` holds the kinds, `values[1]` the row ids. */
function writeNodes(writing: Writing, site: Site, selections: readonly SelectionSetNode[], list: boolean): Fragment {
  const asked = site.alias('n');
  const branches = nodeTables(writing.scope.schema).map(({ type, node }) => {
    const { place, from, where } = node.row(site, `${asked}.row_id`);
    const found = render(writeObject(writing, type, selections, place));
    return `when ${quoteLiteral(node.prefix)} then (select ${found} from ${from} where ${where.join(' and ')})`;
  });
  const one = `coalesce(case ${asked}.kind ${branches.join(' ')} end, 'null')`;
  const from = `unnest(${site.param(0, 'text[]')}, ${site.param(1, 'text[]')}) with ordinality ${asked} (kind, row_id, place)`;
  if (list) {
    return concat(
      literal('['),
      json(`coalesce((select string_agg(${one}, ',' order by ${asked}.place) from ${from}), '')`),
      literal(']'),
    );
  }
  return json(`(select ${one} from ${from})`);
}

export function siteOf(writing: Writing, slot: number): Site {
  const bound = writing.bounds[slot] ?? { shape: '', values: [] };
  if (bound.detail instanceof Error) {
    throw bound.detail;
  }
  return {
    bound,
    alias: writing.alias,
    param: (index, cast) => writing.param(slot, index, cast),
    visible: writing.visible,
  };
}

function isList(field: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
}

/** Whether both types select the same fields, planned in the same way. */
function sameFields(a: GraphQLObjectType, left: FieldGroups, b: GraphQLObjectType, right: FieldGroups): boolean {
  if (left.size !== right.size) {
    return false;
  }
  return [...left].every(([key, nodes]) => {
    const others = right.get(key);
    return (
      others !== undefined &&
      nodes.length === others.length &&
      nodes.every((node, at) => node === others[at]) &&
      samePlan(a, b, nodes[0].name.value)
    );
  });
}

function samePlan(a: GraphQLObjectType, b: GraphQLObjectType, name: string): boolean {
  const left = a.getFields()[name];
  const right = b.getFields()[name];
  return (left && planOf(left)) === (right && planOf(right));
}

function typeName(types: readonly GraphQLObjectType[], place: Place): Fragment {
  return byDescription(types, place, (type) => literal(type.name));
}

/** One of several texts, by the row's channel or kind; the type that names none serves all others. */
function byDescription(
  types: readonly GraphQLObjectType[],
  place: Place,
  write: (type: GraphQLObjectType) => Fragment,
): Fragment {
  const [only] = types;
  if (types.length === 1 && only !== undefined) {
    return write(only);
  }
  const branches = types.flatMap((type) => {
    const described = describedBy(type);
    return described === null ? [] : [{ type, ...described }];
  });
  const column = branches[0]?.column;
  if (column === undefined) {
    throw new Error(`Nothing tells ${types.map(({ name }) => name).join(' from ')}.`);
  }
  const cases = branches.map(({ type, word }) => `when ${quoteLiteral(word)} then ${render(write(type))}`);
  const other = types.find((type) => describedBy(type) === null);
  const otherwise = other === undefined ? '' : ` else ${render(write(other))}`;
  return json(`case ${place.column(column)} ${cases.join(' ')}${otherwise} end`);
}
