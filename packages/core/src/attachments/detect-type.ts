import type { AttachmentType } from '../contract/attachment.ts';

/** How files of a type begin: JPEG (ISO/IEC 10918-1, SOI and a marker), PNG (RFC 2083, 3.1), PDF (ISO 32000-1, 7.5.2). */
const BEGINNINGS: readonly (readonly [AttachmentType, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/** The type that a file's first bytes prove; null when it is none that may be attached. */
export function detectType(bytes: Uint8Array): AttachmentType | null {
  const [type] = BEGINNINGS.find(([, beginning]) => beginning.every((byte, index) => bytes[index] === byte)) ?? [];
  return type ?? null;
}
