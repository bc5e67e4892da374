import { defineEntity, p } from '@mikro-orm/core';
import type { AttachmentType } from './contract/attachment.ts';
import { ShopSchema } from './shop.ts';

/** `PREPARED`: announced, its bytes have not come yet. `UPLOADED`: it may go with a command. */
export type AttachmentState = 'PREPARED' | 'UPLOADED';

const AttachmentSchema = defineEntity({
  name: 'Attachment',
  tableName: 'attachment',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').index(false),
    /** The file's name, encrypted (see seal.ts): people write names into names. */
    nameSealed: p.blob(),
    type: p.text().$type<AttachmentType>(),
    /** In bytes. */
    size: p.integer(),
    /** Of the bytes; null until they are uploaded. Tells a repeated upload from another one. */
    sha256: p.blob().nullable(),
    /** The bytes, encrypted (see seal.ts); null until they are uploaded. */
    sealed: p.blob().nullable(),
    state: p.text().$type<AttachmentState>(),
    /** Who asked: the token's name. */
    requestedBy: p.text(),
    createdAt: p.datetime(3),
    uploadedAt: p.datetime(3).nullable(),
    /** When a command was first taken down that it goes with; null while there is none. */
    usedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { name: 'attachment_created', properties: ['createdAt'] },
    {
      name: 'attachment_unused',
      expression: 'create index attachment_unused on interline.attachment (shop_id, created_at) where used_at is null',
    },
  ],
});

/** A file that was uploaded to go with a command. */
export class Attachment extends AttachmentSchema.class {}
AttachmentSchema.setClass(Attachment);
export { AttachmentSchema };
