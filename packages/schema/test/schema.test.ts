import {
  ATTACHMENT_TYPES,
  CHANGE_STATUSES,
  CONFIRMATIONS,
  ORDER_STATUSES,
  QUOTE_KINDS,
  REFUND_STATUSES,
  TICKET_STATUSES,
} from '@interline/core';
import { ORDER_EVENT_TYPES } from '@interline/core/hub';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { buildSchema, createBuilder, type InterlineBuilder, printSchemaFile } from '../src/index.ts';
import { cruiseAdapter } from './support/cruise-channel.ts';

const schema = buildSchema({ adapters: [cruiseAdapter] });

/** Every type, field, argument, input field and enum value, by its path, with its description. */
function* described(): Generator<[path: string, description: string | null | undefined]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) {
      continue;
    }
    yield [type.name, type.description];
    if (isEnumType(type)) {
      for (const value of type.getValues()) {
        yield [`${type.name}.${value.name}`, value.description];
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
      }
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        for (const argument of field.args) {
          yield [`${type.name}.${field.name}(${argument.name})`, argument.description];
        }
      }
    }
  }
}

test('everything in the schema is described', () => {
  const all = [...described()];
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(([, description]) => !description?.trim()).map(([path]) => path)).toEqual([]);
});

test('what all channels share is the committed schema.graphql', async () => {
  await expect(printSchemaFile(buildSchema({ adapters: [] }))).toMatchFileSnapshot('../schema.graphql');
});

describe('the enums are the core’s lists, sorted', () => {
  test.each([
    ['OrderStatus', ORDER_STATUSES],
    ['Confirmation', CONFIRMATIONS],
    ['RefundStatus', REFUND_STATUSES],
    ['ChangeStatus', CHANGE_STATUSES],
    ['TicketStatus', TICKET_STATUSES],
    ['QuoteKind', QUOTE_KINDS],
    ['OrderEventType', ORDER_EVENT_TYPES],
  ])('%s', (name, words) => {
    const type = schema.getType(name);
    expect(isEnumType(type) && type.getValues().map((value) => value.name)).toEqual(words.toSorted());
  });
});

test('every type of attachment has a name', () => {
  const type = schema.getType('AttachmentType');
  const values: unknown[] = isEnumType(type) ? type.getValues().map(({ value }) => value as unknown) : [];
  expect(values.toSorted()).toEqual([...ATTACHMENT_TYPES].toSorted());
});

test('an adapter gets a typed builder', () => {
  expectTypeOf<InterlineBuilder>().not.toBeAny();
  expectTypeOf(createBuilder().objectRef).not.toBeAny();
});

test('a root field that names no scope is refused at boot', () => {
  const careless = {
    ...cruiseAdapter,
    extendSchema: (builder: unknown) => {
      (builder as InterlineBuilder).queryField('open', (t) => t.boolean({ description: 'Open.', resolve: () => true }));
    },
  };
  expect(() => buildSchema({ adapters: [careless] })).toThrow(
    'Query.open does not say which scope it requires. Give the field "...requires(\'orders:read\')" or the like.',
  );
});
