/**
 * - `UNREACHABLE`: no connection, for whatever reason; the message says which and what to do.
 * - `UNSUPPORTED_VERSION`: the server is older than PostgreSQL 15.
 * - `NEWER_THAN_PROGRAM`: the database was migrated by a later version of this program.
 * - `DIRECTORY_IN_USE`: another process holds the embedded server's directory.
 * - `EMBEDDED_FAILED`: the embedded server cannot be set up or does not come up.
 */
export type DatabaseErrorCode =
  | 'UNREACHABLE'
  | 'UNSUPPORTED_VERSION'
  | 'NEWER_THAN_PROGRAM'
  | 'DIRECTORY_IN_USE'
  | 'EMBEDDED_FAILED';

/** Something a person must put right. The message says what, where and what to do; it never holds a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
