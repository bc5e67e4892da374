/** A request to the control API that cannot be done: what is wrong, and the remedy. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** HTTP status that fits. */
  readonly status: 400 | 404 | 405 | 409 | 413;
  /** Field that is wrong, when it is one. */
  readonly field: string | undefined;

  constructor(status: ControlError['status'], message: string, field?: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}
