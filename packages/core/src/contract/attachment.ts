/** Media types that may be attached, by what their first bytes prove. */
export const ATTACHMENT_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;
/** One of {@link ATTACHMENT_TYPES}. */
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** A file that somebody uploaded to go with a command, for example a medical certificate. Sealed at rest. */
export interface Attachment {
  readonly id: string;
  /** Without any path. */
  readonly name: string;
  readonly type: AttachmentType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
