import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, printSchema } from 'graphql';
import type { GraphQLNamedType } from 'graphql';
import { describe, expect, it } from 'vitest';

import { buildSchema } from '@interline/schema';

import type { SuiteSubject } from './run.ts';

/** The adapter's types fit into the schema and say what they mean. */
export function describeSchema({ adapter }: SuiteSubject): void {
  describe('its part of the schema', () => {
    it('fits, and is the same each time', () => {
      expect(printSchema(buildSchema({ adapters: [adapter] }))).toBe(printSchema(buildSchema({ adapters: [adapter] })));
    });

    it('describes every type, field, argument and value', () => {
      const types = Object.values(buildSchema({ adapters: [adapter] }).getTypeMap());
      expect(types.filter(({ name }) => !name.startsWith('__')).flatMap(undescribed)).toEqual([]);
    });
  });
}

function undescribed(type: GraphQLNamedType): string[] {
  const own = type.description ? [] : [type.name];
  if (isEnumType(type)) return [...own, ...missing(type.name, type.getValues())];
  if (isInputObjectType(type)) return [...own, ...missing(type.name, Object.values(type.getFields()))];
  if (!isObjectType(type) && !isInterfaceType(type)) return own;
  const fields = Object.values(type.getFields());
  const inArguments = fields.flatMap(({ name, args }) => missing(`${type.name}.${name}`, args));
  return [...own, ...missing(type.name, fields), ...inArguments];
}

function missing(
  place: string,
  members: readonly { name: string; description?: string | null | undefined }[],
): string[] {
  return members.filter(({ description }) => !description).map(({ name }) => `${place}.${name}`);
}
