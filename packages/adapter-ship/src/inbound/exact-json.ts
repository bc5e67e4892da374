/**
 * Parses JSON with whole numbers as decimal text: a double would round an id beyond 2^53, and lose a small fraction of a
 * fen. It is digits alone, however it is written: `18000.0` and `1.8e4` are `18000`. What is no whole number stays as it
 * is, and where a double would make it one, as its text. A name that is there twice in one object is no JSON here: readers
 * differ in which value counts.
 *
 * @throws SyntaxError when the text is no JSON; RangeError when it is nested deeper than the stack
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text, (_name, member: unknown, context?: { readonly source?: string }) =>
    Number.isInteger(member) ? wholeText(context?.source ?? String(member)) : member,
  );
  if (hasNameTwice(text)) throw new SyntaxError('a name is there twice in one object');
  return value;
}

/** Texts, those of them that are names, and where objects begin and end. A text of any length takes no stack. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/g;

/** @param text that is JSON */
function hasNameTwice(text: string): boolean {
  const objects: Set<string>[] = [];
  for (const [token, name] of text.matchAll(TOKENS)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (name !== undefined) {
      // However it is escaped.
      const written = String(JSON.parse(name));
      if (objects.at(-1)?.has(written)) return true;
      objects.at(-1)?.add(written);
    }
  }
  return false;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Beyond it nothing is counted here, and the text would only grow. */
const LARGEST_EXPONENT = 30;

function wholeText(source: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(source) ?? [];
  if (whole === '' || Math.abs(Number(exponent)) > LARGEST_EXPONENT) return source;
  const digits = '0'.repeat(LARGEST_EXPONENT) + whole + fraction;
  const end = LARGEST_EXPONENT + whole.length + Number(exponent);
  if (/[1-9]/.test(digits.slice(end))) return source;
  const integer = digits
    .slice(0, end)
    .padEnd(end, '0')
    .replace(/^0+(?=\d)/, '');
  return integer === '0' ? integer : sign + integer;
}
