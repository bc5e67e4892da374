import type { AttachmentType } from '@interline/core';
import { MAX_ATTACHMENT_BYTES, prepareAttachment } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import { rowIdOf } from './global-id.ts';
import { refusalMember } from './refusal-member.ts';
import { memberName, refusalsOf } from './refusal.ts';
import { requires } from './requires.ts';

interface Prepared {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
}

interface PrepareAttachmentInput {
  readonly shop: string;
  readonly name: string;
  readonly type: AttachmentType;
  readonly size: number;
}

/** Adds the mutation `prepareAttachment`. */
export function addPrepareAttachment(builder: InterlineBuilder): void {
  const members = refusalsOf(builder);
  const type = builder.enumType('AttachmentType', {
    description: 'Files that may be attached. Their first bytes must prove it.',
    values: {
      JPEG: { value: 'image/jpeg', description: 'A JPEG picture.' },
      PNG: { value: 'image/png', description: 'A PNG picture.' },
      PDF: { value: 'application/pdf', description: 'A PDF document.' },
    } as const,
  });
  const prepared = builder.objectRef<Prepared>('AttachmentPrepared').implement({
    description: 'The file may be uploaded now.',
    fields: (t) => ({
      attachment: t.id({
        description: 'The id to name it by in the mutation that it goes with, once it is uploaded.',
        resolve: ({ id }) => `attachment_${id}`,
      }),
      uploadUrl: t.string({
        description:
          'Where to upload it, once: a path of this hub. POST it as `multipart/form-data` with one part, the file. Whoever has the path may upload, so tell nobody else.',
        resolve: ({ token }) => `/attachments/${token}`,
      }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it may be uploaded.' }),
      maximumBytes: t.int({
        description: 'How large a file may be, in bytes.',
        resolve: () => MAX_ATTACHMENT_BYTES,
      }),
    }),
  });
  const input = builder.inputRef<PrepareAttachmentInput>('PrepareAttachmentInput').implement({
    description: 'The file that is to be uploaded.',
    fields: (t) => ({
      shop: t.id({ required: true, description: 'The shop that it is for, by the hub’s id.' }),
      name: t.string({ required: true, description: 'The file’s name, without any path.' }),
      type: t.field({ type, required: true, description: 'What kind of file it is.' }),
      size: t.int({
        required: true,
        description: `Its exact size in bytes: 1 to ${MAX_ATTACHMENT_BYTES}.`,
      }),
    }),
  });
  const result = builder.unionType('PrepareAttachmentResult', {
    description: 'What became of a wish to attach a file.',
    types: [prepared, members.invalidInput, members.shopNotFound, members.quotaExceeded],
    resolveType: memberName,
  });
  builder.mutationField('prepareAttachment', (t) =>
    t.field({
      type: result,
      description:
        'Announces a file that is to go with a request, for example a medical certificate with a refund. It is kept sealed, and shown to nobody but the channel.',
      args: { input: t.arg({ type: input, required: true, description: 'Which file.' }) },
      ...requires('orders:write'),
      resolve: async (_root, args, { hub, viewer }: GraphQLContext) => {
        const { shop, ...file } = args.input;
        const shopId = rowIdOf('input.shop', 'shop', shop);
        const answer = await prepareAttachment(hub, viewer, { shopId, ...file });
        return answer.kind === 'prepared' ? { __typename: 'AttachmentPrepared', ...answer } : refusalMember(answer);
      },
    }),
  );
}
