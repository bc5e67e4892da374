import type { SentStatement } from './recording-database.ts';

/** What one message sent, for replaying. */
export type Recording = readonly SentStatement[];

/** The types of each statement's parameters, by the statement's name. */
export type ParameterTypes = ReadonlyMap<string, readonly string[]>;

/** A pgbench script that sends what was recorded, and the rows of the table from which it reads the parameters. */
export interface Replay {
  /** Reads the parameters of message `:n` and sends its statements. */
  readonly script: string;
  /** Reads the parameters only, to know how long that takes. */
  readonly readingOnly: string;
  /** One per message: which sequence of statements, then its parameters in order. */
  readonly rows: readonly { readonly sequence: number; readonly values: readonly unknown[] }[];
  /** How many parameters a row has at most. */
  readonly width: number;
}

/** A colon before a word outside a cast would be a variable to pgbench. */
const VARIABLE = /(?<!:):\w/;

/**
 * Puts recorded messages into a form that pgbench can replay: one branch for each distinct sequence of
 * statements, the parameters from the table `replay`.
 *
 * @param perClient messages that each client replays, one after another
 * @param types pgbench makes each use of a parameter one of its own, whose type PostgreSQL may not guess
 */
export function pgbenchReplay(recordings: readonly Recording[], perClient: number, types: ParameterTypes): Replay {
  const sequences = new Map<string, { readonly place: number; readonly recording: Recording }>();
  const rows = recordings.map((recording) => {
    const key = recording.map(({ name }) => name).join(' ');
    const sequence = sequences.get(key) ?? { place: sequences.size, recording };
    sequences.set(key, sequence);
    return { sequence: sequence.place, values: recording.flatMap(({ values }) => values) };
  });
  const width = Math.max(...rows.map(({ values }) => values.length));
  const columns = Array.from({ length: width }, (_, place) => `v${place + 1}`);
  const readingOnly = [
    String.raw`\set place :place + 1`,
    String.raw`\set n :client_id * ${perClient} + :place`,
    String.raw`select sequence, ${columns.join(', ')} from replay where n = :n \gset`,
    '',
  ].join('\n');
  const branches = [...sequences.values()].map(({ place, recording }) =>
    [String.raw`\if :sequence = ${place}`, ...statements(recording, types), String.raw`\endif`].join('\n'),
  );
  return { script: `${readingOnly}${branches.join('\n')}\n`, readingOnly, rows, width };
}

function statements(recording: Recording, types: ParameterTypes): string[] {
  let used = 0;
  return recording.map(({ name, text, values }) => {
    if (VARIABLE.test(text)) throw new Error(`Statement ${name} holds a colon that pgbench would take for a variable.`);
    const first = used;
    used += values.length;
    const variable = (_: string, digits: string): string => {
      const number = Number(digits);
      return `:v${first + number}::${types.get(name)?.[number - 1] ?? 'text'}`;
    };
    return `${text.replaceAll(/\$(\d+)/g, variable).trim()};`;
  });
}
