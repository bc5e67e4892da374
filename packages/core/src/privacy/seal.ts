import { createCipheriv, createDecipheriv, createSecretKey, KeyObject, randomBytes } from 'node:crypto';

/** Which cell a secret belongs to. A sealed value opens only in its own place. */
export interface SealedPlace {
  readonly shopId: string;
  /** `table.column`. */
  readonly column: string;
  /** The row's id. */
  readonly row: string;
}

/** Encrypts what must not be readable at rest. */
export interface Sealer {
  /** @param clear bytes, or text, which is sealed as UTF-8 */
  seal(place: SealedPlace, clear: string | Uint8Array): Buffer;
  /** The text. Throws {@link SealError} when it was sealed elsewhere, changed, or with a key that is not at hand. */
  open(place: SealedPlace, sealed: Uint8Array): string;
  /** The bytes. Throws like `open`. */
  openBytes(place: SealedPlace, sealed: Uint8Array): Buffer<ArrayBuffer>;
}

/** A key with the name that sealed values carry. */
export interface SealingKey {
  /** 1 to 32 letters, digits, `.`, `_` or `-`; for example the month it was made in. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: KeyObject | Uint8Array;
}

/** Why a sealed value does not open. Carries the place and the key's id, never content. */
export class SealError extends Error {
  readonly code: 'KEY_MISSING' | 'NOT_AUTHENTIC' | 'MALFORMED';

  constructor(code: SealError['code'], message: string) {
    super(message);
    this.name = 'SealError';
    this.code = code;
  }
}

const ENVELOPE_VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[\w.-]{1,32}$/;

/**
 * AES-256-GCM in a versioned envelope: version (1 byte), length of the key's id (1 byte), the key's
 * id, a random nonce of 96 bits, ciphertext, tag of 128 bits. The place and the head of the envelope
 * are authenticated with it. Random nonces allow 2^32 seals a key (NIST SP 800-38D, 8.3).
 *
 * To rotate: put a new key in front and keep the old ones for as long as something is sealed with them.
 *
 * @param options.keys all keys that may open
 * @param options.primary id of the key that seals; the first by default
 */
export function createSealer(options: { readonly keys: readonly SealingKey[]; readonly primary?: string }): Sealer {
  const keys = new Map(options.keys.map(({ id, key }) => [checkedKeyId(id), secretKey(id, key)]));
  const primaryId = options.primary ?? options.keys[0]?.id ?? '(none)';
  const primary = keys.get(primaryId);
  if (!primary) throw missingKey(primaryId, 'No new secret can be sealed.');
  const head = Buffer.concat([Buffer.from([ENVELOPE_VERSION, primaryId.length]), Buffer.from(primaryId, 'latin1')]);

  const openBytes: Sealer['openBytes'] = (place, sealed) => {
    const envelope = readEnvelope(place, sealed);
    const key = keys.get(envelope.keyId);
    if (!key) throw missingKey(envelope.keyId, `${describe(place)} cannot be opened.`);
    const decipher = createDecipheriv('aes-256-gcm', key, envelope.nonce)
      .setAAD(authenticated(envelope.head, place))
      .setAuthTag(envelope.tag);
    try {
      return Buffer.concat([decipher.update(envelope.ciphertext), decipher.final()]);
    } catch {
      throw new SealError(
        'NOT_AUTHENTIC',
        `${describe(place)} was changed, was moved from another row, or key "${envelope.keyId}" is not the key it was ` +
          'sealed with. Restore the row from a backup, or the key in INTERLINE_SECRET_KEYS.',
      );
    }
  };

  return {
    seal(place, clear) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', primary, nonce).setAAD(authenticated(head, place));
      const ciphertext = Buffer.concat([
        cipher.update(typeof clear === 'string' ? Buffer.from(clear) : clear),
        cipher.final(),
      ]);
      return Buffer.concat([head, nonce, ciphertext, cipher.getAuthTag()]);
    },
    open: (place, sealed) => openBytes(place, sealed).toString('utf8'),
    openBytes,
  };
}

/** Makes a new key in the form that INTERLINE_SECRET_KEYS takes: `id:base64`. */
export function generateKey(id: string): string {
  return `${checkedKeyId(id)}:${randomBytes(KEY_BYTES).toString('base64')}`;
}

/**
 * Reads `id:base64,id:base64`; the first key seals, all of them open.
 * Throws an error that names the entry and what is wrong with it, never its content.
 */
export function parseKeys(text: string): readonly SealingKey[] {
  const keys = text.split(',').map((entry, index): SealingKey => {
    const [id = '', encoded = ''] = entry.trim().split(':', 2);
    if (!KEY_ID.test(id)) throw badKeys(`entry ${index + 1} has no valid id before the colon`);
    return { id, key: secretKey(id, Buffer.from(encoded, 'base64')) };
  });
  const ids = new Set(keys.map((key) => key.id));
  if (ids.size < keys.length) throw badKeys('two entries have the same id');
  return keys;
}

interface Envelope {
  readonly head: Buffer;
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

function readEnvelope(place: SealedPlace, sealed: Uint8Array): Envelope {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const headLength = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== ENVELOPE_VERSION || bytes.length < headLength + NONCE_BYTES + TAG_BYTES) {
    throw new SealError(
      'MALFORMED',
      `${describe(place)} is not a sealed value of version ${ENVELOPE_VERSION}. Restore the row from a backup, ` +
        'or run the version of the hub that wrote it.',
    );
  }
  return {
    head: bytes.subarray(0, headLength),
    keyId: bytes.toString('latin1', 2, headLength),
    nonce: bytes.subarray(headLength, headLength + NONCE_BYTES),
    ciphertext: bytes.subarray(headLength + NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}

function authenticated(head: Buffer, place: SealedPlace): Buffer {
  return Buffer.concat([head, Buffer.from(JSON.stringify([place.shopId, place.column, place.row]), 'utf8')]);
}

function secretKey(id: string, key: KeyObject | Uint8Array): KeyObject {
  const object = key instanceof KeyObject ? key : createSecretKey(key);
  if (object.symmetricKeySize !== KEY_BYTES) {
    throw badKeys(`key "${id}" has ${object.symmetricKeySize ?? 0} bytes instead of ${KEY_BYTES}`);
  }
  return object;
}

function checkedKeyId(id: string): string {
  if (!KEY_ID.test(id)) throw badKeys('an id is not 1 to 32 letters, digits, ".", "_" or "-"');
  return id;
}

function badKeys(problem: string): Error {
  return new Error(
    `INTERLINE_SECRET_KEYS: ${problem}. Expected id:base64[,id:base64…], each key ${KEY_BYTES} bytes in base64.`,
  );
}

function missingKey(id: string, consequence: string): SealError {
  return new SealError(
    'KEY_MISSING',
    `Key "${id}" is not at hand. ${consequence} Add ${id}:<base64 of its 32 bytes> to INTERLINE_SECRET_KEYS.`,
  );
}

function describe(place: SealedPlace): string {
  return `${place.column} of row ${place.row}`;
}
