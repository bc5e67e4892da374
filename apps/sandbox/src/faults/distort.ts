import type { AnswerObject } from '../gateway/value.ts';
import { isObject } from '../gateway/value.ts';

/** The answer with a field that no document lists, in the answer itself and in each object directly inside. */
export function withUnknownField(fields: AnswerObject): AnswerObject {
  return {
    ...mapObjects(fields, (object) => ({ ...object, sandbox_new_field: '新增字段' })),
    sandbox_new_field: '新增字段',
  };
}

/** The answer with a `status` that no document lists wherever an object directly inside has one. */
export function withUnknownStatus(fields: AnswerObject): AnswerObject {
  return mapObjects(fields, (object) => ('status' in object ? { ...object, status: 'TRADE_FROZEN' } : object));
}

function mapObjects(fields: AnswerObject, change: (object: AnswerObject) => AnswerObject): AnswerObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isObject(value) ? change(value) : value]),
  );
}
