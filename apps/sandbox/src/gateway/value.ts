/** A value of an answer, before it is written as JSON or XML. Fields that are undefined are left out. */
export type AnswerValue = string | number | bigint | boolean | undefined | AnswerDecimal | AnswerList | AnswerObject;

/** The fields of an answer object, in wire order. */
export interface AnswerObject {
  readonly [field: string]: AnswerValue;
}

/** An array of the answer. */
export class AnswerList {
  /** Declared element type in snake_case, which is the inner key or tag: `sub_order_info`, `string`, `number`. */
  readonly innerName: string;
  readonly items: readonly AnswerValue[];

  constructor(innerName: string, items: readonly AnswerValue[]) {
    this.innerName = innerName;
    this.items = items;
  }
}

/** A number that is written with two decimals, as the samples write `111.00`. */
export class AnswerDecimal {
  readonly text: string;

  constructor(value: number) {
    this.text = value.toFixed(2);
  }
}

/** An array of the answer with the name of its element type. */
export function list(innerName: string, items: readonly AnswerValue[]): AnswerList {
  return new AnswerList(innerName, items);
}

/** A number with two decimals. */
export function decimal(value: number): AnswerDecimal {
  return new AnswerDecimal(value);
}

/** Whether the value is an object with fields. */
export function isObject(value: AnswerValue): value is AnswerObject {
  return typeof value === 'object' && !(value instanceof AnswerList) && !(value instanceof AnswerDecimal);
}
