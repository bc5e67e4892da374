import { invalidArgument } from '../../gateway/top-error.ts';
import { WrongArgument } from '../request.ts';
import type { RequestFields } from '../request.ts';

/** A list of 64-bit ids; undefined when it is absent or empty. */
export function idsOf(request: RequestFields, name: string): bigint[] | undefined {
  return request.values(name)?.map((text) => {
    if (/^[1-9]\d{0,18}$/.test(text)) return BigInt(text);
    throw new WrongArgument(invalidArgument(name, 'a list of positive 64-bit numbers'));
  });
}
