/** A value of an answer, before it is written as JSON or XML. Fields that are undefined are left out. */
export type AnswerValue = string | number | bigint | boolean | undefined | AnswerList | AnswerObject;

/** The fields of an answer object, in wire order. */
export interface AnswerObject {
  readonly [field: string]: AnswerValue;
}

const inner = Symbol('inner name');

/** An array of the answer with the name of its declared element type, which is its inner key or tag. */
export interface AnswerList {
  readonly [inner]: string;
  readonly items: readonly AnswerValue[];
}

/** An array of the answer: `innerName` is the element type in snake_case (`sub_order_info`, `string`, `number`). */
export function list(innerName: string, items: readonly AnswerValue[]): AnswerList {
  return { [inner]: innerName, items };
}

/** The inner name when the value is a list. */
export function innerName(value: AnswerList | AnswerObject): string | undefined {
  return (value as Partial<AnswerList>)[inner];
}

/** Whether the value is an object or a list. */
export function isComposite(value: AnswerValue): value is AnswerList | AnswerObject {
  return typeof value === 'object';
}

/** Whether the value is a list. */
export function isList(value: AnswerValue): value is AnswerList {
  return isComposite(value) && innerName(value) !== undefined;
}
