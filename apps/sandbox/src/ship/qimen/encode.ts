import type { ShipNames } from '@interline/adapter-ship/wire';
import { XMLBuilder } from 'fast-xml-parser';
import type { ShipSettings } from '../settings.ts';
import type { CallFields } from './fields.ts';

/** Body of a call. */
export interface CallBody {
  readonly contentType: string;
  readonly body: string;
}

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** Writes the content of a call in the form and spelling of the settings. */
export function encodeCall(
  fields: CallFields,
  { content, spelling }: Pick<ShipSettings, 'content' | 'spelling'>,
  names: ShipNames,
): CallBody {
  const spelt = respelt(fields, spelling);
  switch (content) {
    case 'json':
      return { contentType: 'application/json;charset=UTF-8', body: JSON.stringify(spelt) };
    case 'form': {
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(spelt)) {
        form.set(name, isList(value) ? JSON.stringify(value) : String(value));
      }
      return { contentType: 'application/x-www-form-urlencoded;charset=UTF-8', body: form.toString() };
    }
    case 'xml': {
      const declaration = { '@version': '1.0', '@encoding': 'UTF-8' };
      const root = xmlTree(spelt, names);
      const document = xml.build({ '?xml': declaration, [names.xml.request]: root });
      return { contentType: 'text/xml;charset=UTF-8', body: document };
    }
  }
}

function respelt(fields: CallFields, spelling: ShipSettings['spelling']): CallFields {
  const entries = Object.entries(fields).map(([name, value]) => {
    return [spell(name, spelling), isList(value) ? value.map((member) => respelt(member, spelling)) : value];
  });
  return Object.fromEntries(entries) as CallFields;
}

function spell(name: string, spelling: ShipSettings['spelling']): string {
  switch (spelling) {
    case 'documented':
      return name;
    case 'snake':
      return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    case 'camel':
      return name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  }
}

function xmlTree(fields: CallFields, names: ShipNames): object {
  const entries = Object.entries(fields).map(([name, value]) => {
    return [name, isList(value) ? { [names.xml.passenger]: value.map((member) => xmlTree(member, names)) } : value];
  });
  return Object.fromEntries(entries) as object;
}

function isList(value: CallFields[string]): value is readonly CallFields[] {
  return Array.isArray(value);
}
