import { MAX_ATTACHMENT_BYTES, openUpload, storeAttachment } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import type { AttachmentStore } from './http/options.ts';

/** Where the files go that are uploaded to a hub. */
export function attachmentStore(hub: HubContext): AttachmentStore {
  return {
    maximumBytes: MAX_ATTACHMENT_BYTES,
    refusal: (token) => {
      const upload = openUpload(hub, token);
      return upload.kind === 'refused' ? upload : null;
    },
    store: (token, bytes) => storeAttachment(hub, token, { bytes }),
  };
}
