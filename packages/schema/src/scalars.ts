import { instantText } from '@interline/core';
import { GraphQLError } from 'graphql';
import type { InterlineBuilder } from './builder.ts';

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const BIG_INT = /^-?\d+$/;

/** Adds the scalars that the schema needs beyond GraphQL's own. */
export function addScalars(builder: InterlineBuilder): void {
  builder.scalarType('DateTime', {
    description:
      'An instant, in RFC 3339 form with an offset: `2026-01-31T08:00:00+00:00`. Answers are in UTC; arguments may have any offset.',
    serialize: (value) => (value instanceof Date ? instantText(value) : value),
    parseValue: (value) => {
      const instant = typeof value === 'string' ? readInstant(value) : null;
      if (instant === null) {
        throw new GraphQLError(
          `A DateTime must be RFC 3339 text with an offset, for example "2026-01-31T08:00:00+08:00"; got ${JSON.stringify(value)}.`,
        );
      }
      return instant;
    },
  });
  builder.scalarType('BigInt', {
    description:
      'An integer of any size, as decimal text, because JSON numbers lose digits beyond 2^53. Amounts of money are in minor units.',
    serialize: (value) => value,
    parseValue: (value) => {
      if (typeof value === 'string' && BIG_INT.test(value)) {
        return value;
      }
      throw new GraphQLError(
        `A BigInt must be decimal text, for example "9007199254740993"; got ${JSON.stringify(value)}.`,
      );
    },
  });
}

/** Null for what is no instant; JavaScript itself would take 30 February for 2 March. */
function readInstant(text: string): Date | null {
  const [, year, month, day] = DATE_TIME.exec(text) ?? [];
  const instant = new Date(text);
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return day === undefined || Number(day) > lastDay || Number.isNaN(instant.getTime()) ? null : instant;
}
