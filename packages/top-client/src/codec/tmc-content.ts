import { gunzipSync } from 'node:zlib';

import type { TmcValue } from './tmc-frame.ts';

/** The text of a pushed message, or why it cannot be read. */
export type TmcContent =
  | { readonly readable: true; readonly text: string }
  | { readonly readable: false; readonly text: string; readonly problem: string };

/**
 * The `content` of a pushed message, which is a string or the gzip of its UTF-8 text.
 *
 * Content that is too large or cannot be unzipped is an outcome, not an exception: the message still has an id and
 * a topic and must not be lost. `text` is then what could be read, at most `maxBytes` long.
 *
 * @param maxBytes the longest content that is read, in bytes after unzipping.
 */
export function readTmcContent(value: TmcValue | undefined, maxBytes: number): TmcContent {
  if (value === undefined || value.format === 'void') return { readable: true, text: '' };
  if (value.format === 'bytes') return unzip(value.value, maxBytes);
  if (value.format !== 'string') return unreadable(`content has format ${value.format}, expected string or bytes`);
  const size = Buffer.byteLength(value.value);
  if (size <= maxBytes) return { readable: true, text: value.value };
  return unreadable(
    `content has ${size} bytes, more than the ${maxBytes} allowed`,
    Buffer.from(value.value).subarray(0, maxBytes).toString(),
  );
}

function unzip(bytes: Uint8Array, maxBytes: number): TmcContent {
  if (bytes.length === 0) return { readable: true, text: '' };
  try {
    return { readable: true, text: gunzipSync(bytes, { maxOutputLength: maxBytes }).toString() };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return unreadable(tooLarge ? `content unzips to more than the ${maxBytes} bytes allowed` : 'content is not gzip');
  }
}

function unreadable(problem: string, text = ''): TmcContent {
  return { readable: false, text, problem };
}
