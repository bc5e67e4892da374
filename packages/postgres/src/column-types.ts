import { TypeOverrides, types } from 'pg';

/**
 * How statements' columns become JavaScript values. Given with each query: pg's global parsers stay as they are,
 * and so do those of the pool, where MikroORM wants its own (it reads times as text).
 *
 * `date` and `timestamp` are no instants, so they stay text; pg would read them in this machine's time zone.
 */
export const COLUMN_TYPES = new TypeOverrides();
COLUMN_TYPES.setTypeParser(types.builtins.DATE, String);
COLUMN_TYPES.setTypeParser(types.builtins.TIMESTAMP, String);
