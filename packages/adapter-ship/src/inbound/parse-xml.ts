import { isTopObject } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';

// A writer of XML may put any character by its number (`&#24352;`); without `htmlEntities` the parser would leave it so.
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
    // What the parser refuses is no document; the caller is told so, without the text.
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
