import type { CallAnswer } from '@interline/core';
import { stringifyTopJson } from '@interline/top-client/codec';
import { XMLBuilder } from 'fast-xml-parser';

import type { ShipConfig } from '../config.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { ShipNames } from '../wire.ts';
import type { AnswerFormat } from './call-content.ts';
import type { AnswerObject, AnswerValue, CallOutcome } from './outcome.ts';

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** Writes an answer: flat, without an envelope, with HTTP 200 whatever it says, since the code of the answer counts. */
export function encodeAnswer(
  outcome: CallOutcome,
  names: ShipNames,
  format: AnswerFormat,
  codes: ShipConfig['answerCodes'] = {},
): CallAnswer {
  const fields: AnswerObject = {
    [names.outcome.success]: outcome.success,
    [names.outcome.code]: toldCode(outcome, codes),
    [names.outcome.text]: outcome.text,
    ...outcome.fields,
  };
  const verdict = outcome.success ? 'DONE' : 'REFUSED';
  return format === 'xml'
    ? { ...answer('text/xml;charset=UTF-8', xmlDocument(fields, names)), verdict }
    : { ...answer('application/json;charset=UTF-8', stringifyTopJson(fields)), verdict };
}

/** The code as the caller sees it. */
export function toldCode({ code }: Pick<CallOutcome, 'code'>, codes: ShipConfig['answerCodes']): string {
  return typeof code === 'object' ? code.said : (codes[code] ?? SHIP_WORDS.answerCode[code]);
}

function answer(contentType: string, body: string): CallAnswer {
  return { status: 200, headers: { 'content-type': contentType }, body };
}

function xmlDocument(fields: AnswerObject, names: ShipNames): string {
  const declaration = { '@version': '1.0', '@encoding': 'UTF-8' };
  return xml.build({ '?xml': declaration, [names.xml.response]: xmlTree(fields, names) });
}

function xmlTree(fields: AnswerObject, names: ShipNames): object {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, xmlValue(name, value, names)]));
}

function xmlValue(name: string, value: AnswerValue, names: ShipNames): unknown {
  if (!isList(value)) return xmlText(String(value));
  const element = name === names.answeredPassenger.tickets ? names.xml.ticket : names.xml.passenger;
  return { [element]: value.map((member) => xmlTree(member, names)) };
}

function isList(value: AnswerValue): value is readonly AnswerObject[] {
  return Array.isArray(value);
}

/** The text without the control characters that XML 1.0 cannot carry, not even escaped. */
function xmlText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '');
}
