import { assert, constantFrom, jsonValue, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import type {
  AnyAdapter,
  DossierEntry,
  Json,
  JsonObject,
  NewDossierEntry,
  OrderSnapshot,
  OwedCommand,
} from '@interline/core';

import type { CallHarness, RecordedDossier } from '../adapter-harness.ts';
import { snapshotFaults } from '../snapshot-faults.ts';
import type { SuiteSubject } from './run.ts';

const UNKNOWN_WORD = 'a.kind.nobody.knows';
const SECOND_MS = 1_000;
const BEGINNING = Date.UTC(2026, 10, 22, 4);

/** The order that a dossier makes: a pure and total fold. */
export function describeDossiers({ adapter, harness: { seed = 1 } }: SuiteSubject, { dossiers }: CallHarness): void {
  const map = (reference: string, entries: readonly DossierEntry[]): OrderSnapshot => {
    if (!adapter.mapDossier)
      throw new Error(`Adapter ${adapter.name} has no mapDossier, but its harness has dossiers.`);
    return adapter.mapDossier(reference, entries);
  };

  describe('the mapping of dossiers', () => {
    it.each(dossiers.map((dossier) => [dossier.name, dossier] as const))(
      'makes the order of %s, entry by entry, twice the same',
      (_name, { reference, entries }) => {
        for (let count = 1; count <= entries.length; count += 1) {
          const told = frozen(dated(entries.slice(0, count)));
          const snapshot = map(reference, told);
          expect(snapshotFaults(snapshot)).toEqual([]);
          expect(snapshot).toMatchObject({ reference, modifiedAt: told.at(-1)?.recordedAt });
          expect(map(reference, told)).toEqual(snapshot);
        }
      },
    );

    it.each(dossiers.map((dossier) => [dossier.name, dossier] as const))(
      'owes only commands that fit, about the order of %s, entry by entry, twice the same',
      (_name, { reference, entries }) => {
        for (let count = 1; count <= entries.length; count += 1) {
          const told = frozen(dated(entries.slice(0, count)));
          const owed = adapter.owedCommands?.(reference, told) ?? [];
          expect(adapter.owedCommands?.(reference, told) ?? []).toEqual(owed);
          expect(owed.flatMap((command) => owedFaults(adapter, reference, command))).toEqual([]);
        }
      },
    );

    it.each(dossiers.map((dossier) => [dossier.name, dossier] as const))(
      'keeps and reports what it does not know in %s',
      (_name, { reference, entries }) => {
        const known = map(reference, dated(entries));
        const unknown = { kind: UNKNOWN_WORD, key: UNKNOWN_WORD, content: {} };
        const snapshot = map(reference, dated([...entries, unknown]));
        expect(snapshot).toMatchObject({ status: known.status, channelStatus: known.channelStatus });
        const reports = snapshot.anomalies.map(({ path, value }) => `${path} ${value}`);
        expect(reports).toContainEqual(expect.stringContaining(UNKNOWN_WORD));
      },
    );

    it('is total: whatever entries hold, they make an order', () => {
      assert(
        property(constantFrom(...dossiers), nat(), nat(), jsonValue(), (dossier, entry, member, value) => {
          const { reference, entries } = damaged(dossier, entry, member, value as Json);
          expect(snapshotFaults(map(reference, dated(entries)))).toEqual([]);
        }),
        { seed, numRuns: 300 },
      );
    });
  });
}

/** What the hub would take for a fault of the adapter. */
function owedFaults(adapter: AnyAdapter, reference: string, { name, input }: OwedCommand): string[] {
  const definition = Object.hasOwn(adapter.commands, name) ? adapter.commands[name] : undefined;
  if (!definition) return [`${name}: there is no such command`];
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) return [`${name}: ${parsed.error.message}`];
  const subject = definition.subject(parsed.data);
  return subject.kind === 'order' && subject.reference === reference ? [] : [`${name}: it is not about the order`];
}

/** As the hub would give them out. */
function dated(entries: readonly NewDossierEntry[]): DossierEntry[] {
  return entries.map((entry, place) => ({
    ...entry,
    number: place + 1,
    recordedAt: new Date(BEGINNING + place * SECOND_MS),
  }));
}

/** The dossier with one value of one entry replaced, however deep it lies. */
function damaged(dossier: RecordedDossier, entry: number, member: number, value: Json): RecordedDossier {
  const at = entry % dossier.entries.length;
  const entries = dossier.entries.map((each, place) => {
    if (place !== at) return each;
    const places = placesIn(each.content);
    const path = places[member % places.length];
    return path ? { ...each, content: replaced(each.content, path, value) as JsonObject } : each;
  });
  return { ...dossier, entries };
}

type Path = readonly string[];

function placesIn(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesIn(inner, [...path, key])]);
}

function replaced(value: Json, [key, ...rest]: Path, by: Json): Json {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const members: readonly (readonly [string, Json])[] = Object.entries(value);
  const changed = members.map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner] as const);
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
