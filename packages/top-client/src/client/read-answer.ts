import { idText, parseTopJson } from '../codec/json.ts';
import { REQUEST_ID } from '../codec/request-id.ts';
import { isTopObject, responseRoot, unwrapArrays } from '../codec/response.ts';
import type { TopObject } from '../codec/response.ts';
import type { PlatformError } from './classify.ts';

/** What the text of an answer turned out to be. `unreadable` keeps no part of the text, which may be personal. */
export type Answer =
  | { readonly answer: 'success'; readonly data: TopObject; readonly requestId: string | undefined }
  | { readonly answer: 'error'; readonly error: PlatformError }
  | { readonly answer: 'unreadable'; readonly reason: string };

/** Reads the JSON of the gateway, with or without `simplify`, arrays unwrapped and long ids intact. */
export function readAnswer(text: string, method: string, simplify: boolean): Answer {
  const parsed = parse(text);
  if (!isTopObject(parsed)) return { answer: 'unreadable', reason: 'the answer is not a complete JSON object' };
  const error = parsed['error_response'];
  if (isTopObject(error)) return { answer: 'error', error: platformError(error) };
  const root = parsed[responseRoot(method)];
  const content = root === undefined && simplify ? parsed : contentOf(root);
  if (!content) return { answer: 'unreadable', reason: `the answer has no ${responseRoot(method)}` };
  try {
    return {
      answer: 'success',
      data: content === parsed ? parsed : unwrapMembers(content),
      requestId: idText(content[REQUEST_ID]),
    };
  } catch {
    return { answer: 'unreadable', reason: 'the answer is nested too deep' };
  }
}

function parse(text: string): unknown {
  try {
    return parseTopJson(text);
  } catch {
    return undefined;
  }
}

/** The content of the root; an API that answers nothing may have an empty text there. */
function contentOf(root: unknown): TopObject | undefined {
  if (isTopObject(root)) return root;
  return root === '' || root === null ? {} : undefined;
}

/** The root itself is never an envelope, even where its only field is an array. */
function unwrapMembers(content: TopObject): TopObject {
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, unwrapArrays(value)]));
}

function platformError(error: TopObject): PlatformError {
  const code = Number(error['code']);
  return {
    code: Number.isInteger(code) ? code : undefined,
    message: idText(error['msg']),
    subCode: idText(error['sub_code']),
    subMessage: idText(error['sub_msg']),
    requestId: idText(error[REQUEST_ID]),
  };
}
