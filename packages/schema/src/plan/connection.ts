import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { ConnectionPlan, Page, Site } from './field-plan.ts';
import { concat, type Fragment, json, literal, object, orNull, quoted, render } from './fragment.ts';
import { type Place, rowPlace } from './place.ts';
import { collectFields, possibleTypes, selectionsOf } from './selection.ts';
import type { Writing } from './writing.ts';

/** The JSON of a Relay connection: one page by key, its page information, and the count if asked for. */
export function writeConnection(
  writing: Writing,
  plan: ConnectionPlan,
  site: Site,
  type: GraphQLNamedType,
  selections: readonly SelectionSetNode[],
  parent: Place,
): Fragment {
  if (!isObjectType(type)) {
    throw new Error(`${type.name} is planned as a connection and is no object type.`);
  }
  const page = plan.page(parent, site);
  const row = rowPlace(site.alias('r'));
  const node = page.node?.(row, parent) ?? row;
  const number = `${row.alias}.page_row`;
  const inPage = (): string => `${number} <= ${page.size()}`;
  const direction = page.backward ? ' desc' : '';
  const cursor = (): string => cursorOf(page, row);

  const list = (fragment: Fragment): Fragment =>
    concat(
      literal('['),
      json(
        `coalesce(string_agg(${render(fragment)}, ',' order by ${number}${direction}) filter (where ${inPage()}), '')`,
      ),
      literal(']'),
    );
  const writeNode = (nodeType: GraphQLNamedType, below: readonly SelectionSetNode[]): Fragment =>
    writing.object(nodeType, below, node);
  const members: [string, Fragment][] = [];
  for (const [key, nodes] of collectFields(writing.scope, type, selections, writing.variables)) {
    const field = type.getFields()[nodes[0].name.value];
    const below = selectionsOf(nodes);
    switch (nodes[0].name.value) {
      case '__typename':
        members.push([key, literal(`"${type.name}"`)]);
        break;
      case 'edges':
        members.push([key, list(writeEdge(writing, field && getNamedType(field.type), below, cursor, writeNode))]);
        break;
      case 'nodes':
        members.push([key, list(field === undefined ? literal('null') : writeNode(getNamedType(field.type), below))]);
        break;
      case 'pageInfo':
        members.push([key, writePageInfo(writing, below, page, site, number, inPage, cursor)]);
        break;
      default:
        members.push([key, json(`(select count(*) from ${counted(page, site)})`)]);
    }
  }
  const body = object(members);
  // `having` makes it one row even where nothing selected is an aggregate.
  return json(`(select ${render(body)} from (${pageRows(page, site, [...row.used])}) ${row.alias} having true)`);
}

function writeEdge(
  writing: Writing,
  type: GraphQLNamedType | undefined,
  selections: readonly SelectionSetNode[],
  cursor: () => string,
  writeNode: (type: GraphQLNamedType, selections: readonly SelectionSetNode[]) => Fragment,
): Fragment {
  const parts: [string, Fragment][] = [];
  if (type === undefined || !isObjectType(type)) {
    return literal('null');
  }
  for (const [key, nodes] of collectFields(writing.scope, type, selections, writing.variables)) {
    const field = type.getFields()[nodes[0].name.value];
    if (nodes[0].name.value === 'cursor') {
      parts.push([key, quoted(cursor())]);
    } else if (field === undefined) {
      parts.push([key, literal(`"${type.name}"`)]);
    } else {
      parts.push([key, writeNode(getNamedType(field.type), selectionsOf(nodes))]);
    }
  }
  return object(parts);
}

function writePageInfo(
  writing: Writing,
  selections: readonly SelectionSetNode[],
  page: Page,
  site: Site,
  number: string,
  inPage: () => string,
  cursor: () => string,
): Fragment {
  const [type] = possibleTypes(writing.scope.schema, writing.scope.schema.getType('PageInfo') as GraphQLObjectType);
  if (type === undefined) {
    throw new Error('The schema has no type PageInfo.');
  }
  const more = (): Fragment => json(`(count(*) > ${page.size()})`);
  const start = page.backward ? page.before : page.after;
  const lessBehind = (): Fragment => (start === null ? literal('false') : json(existsBehind(page, site, start)));
  const edge = (last: boolean): Fragment =>
    orNull(quoted(`(array_agg(${cursor()} order by ${number}${last ? ' desc' : ''}) filter (where ${inPage()}))[1]`));
  const parts: [string, Fragment][] = [];
  for (const [key, nodes] of collectFields(writing.scope, type, selections, writing.variables)) {
    switch (nodes[0].name.value) {
      case 'hasNextPage':
        parts.push([key, page.backward ? lessBehind() : more()]);
        break;
      case 'hasPreviousPage':
        parts.push([key, page.backward ? more() : lessBehind()]);
        break;
      case 'startCursor':
        parts.push([key, edge(page.backward)]);
        break;
      case 'endCursor':
        parts.push([key, edge(!page.backward)]);
        break;
      default:
        parts.push([key, literal(`"${type.name}"`)]);
    }
  }
  return object(parts);
}

/** The rows of the page and one more, numbered in the direction of the search. */
function pageRows(page: Page, site: Site, columns: readonly string[]): string {
  const inner = site.alias('o');
  const place = rowPlace(inner);
  const order = orderOf(page, inner, page.descending !== page.backward);
  const where = [
    ...page.where(place),
    ...(page.after === null ? [] : [compare(page, inner, page.descending ? '<' : '>', page.after)]),
    ...(page.before === null ? [] : [compare(page, inner, page.descending ? '>' : '<', page.before)]),
  ];
  const selected = [...new Set([...columns, ...page.keys.map(({ column }) => column)])]
    .map((column) => `${inner}.${column}`)
    .join(', ');
  const end = `order by ${order} limit ${page.scanned}`;
  const numbered = `select ${selected}, row_number() over (order by ${order}) as page_row from`;
  if (page.branches === undefined) {
    return `${numbered} ${page.table} ${inner} where ${conditions(where)} ${end}`;
  }
  const branch = conditions([...page.branches.where(place), ...where]);
  return `${numbered} ${page.branches.from} cross join lateral (select ${selected} from ${page.table} ${inner} where ${branch} ${end}) ${inner} ${end}`;
}

/** Whether the list has a row on the other side of the cursor; the cursor's own row counts. */
function existsBehind(page: Page, site: Site, start: readonly string[]): string {
  const row = site.alias('b');
  const place = rowPlace(row);
  const upwards = page.descending !== page.backward;
  const where = conditions([
    ...(page.branches?.where(place) ?? []),
    ...page.where(place),
    compare(page, row, upwards ? '>=' : '<=', start),
  ]);
  // Not `exists`: PostgreSQL drops its `order by`, and with it the index that leads to the nearest row.
  const nearest = `select true from ${page.table} ${row} where ${where} order by ${orderOf(page, row, !upwards)} limit 1`;
  const found =
    page.branches === undefined
      ? nearest
      : `select true from ${page.branches.from} cross join lateral (${nearest}) ${row} limit 1`;
  return `coalesce((${found}), false)`;
}

function orderOf(page: Page, row: string, descending: boolean): string {
  return page.keys.map(({ column }) => `${row}.${column}${descending ? ' desc' : ''}`).join(', ');
}

function counted(page: Page, site: Site): string {
  const row = site.alias('c');
  const place = rowPlace(row);
  if (page.branches === undefined) {
    return `${page.table} ${row} where ${conditions(page.where(place))}`;
  }
  return `${page.branches.from} join ${page.table} ${row} on ${conditions([...page.branches.where(place), ...page.where(place)])}`;
}

function compare(page: Page, row: string, operator: string, values: readonly string[]): string {
  const columns = page.keys.map(({ column }) => `${row}.${column}`).join(', ');
  return `(${columns}) ${operator} (${values.join(', ')})`;
}

function conditions(where: readonly string[]): string {
  return where.length === 0 ? 'true' : where.join(' and ');
}

/** The cursor of a row: the tag, and the keys' values, instants as milliseconds since 1970. */
function cursorOf(page: Page, row: Place): string {
  const values = page.keys.map(({ column, cast }) =>
    cast === 'timestamptz' ? `(extract(epoch from ${row.column(column)}) * 1000)::bigint` : row.column(column),
  );
  return `'${page.cursorTag}.' || ${values.join(` || '.' || `)}`;
}
