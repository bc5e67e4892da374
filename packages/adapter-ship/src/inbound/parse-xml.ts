import { isTopObject } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';

// `htmlEntities` is what makes it read characters by their number, as any writer may put them.
const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, htmlEntities: true });

/**
 * The members of the one root of an XML document; undefined when it is none. A document type is not read: it could define
 * entities that grow without end.
 */
export function parseXml(text: string): unknown {
  if (text.includes('<!DOCTYPE') || hasImpossibleCharacter(text)) return undefined;
  try {
    const document: unknown = xml.parse(text, true);
    if (!isTopObject(document)) return undefined;
    const roots = Object.entries(document).filter(([name]) => !name.startsWith('?'));
    const [root] = roots;
    return roots.length === 1 ? root?.[1] : undefined;
  } catch {
    return undefined;
  }
}

/** A number of a character that no XML may hold, which the parser would leave out without a word. */
function hasImpossibleCharacter(text: string): boolean {
  return [...text.matchAll(/&#(?:x([\da-f]+)|(\d+));/gi)].some(([, hex, decimal]) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return !(
      code <= 0x10_ff_ff &&
      /[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(String.fromCodePoint(code))
    );
  });
}
