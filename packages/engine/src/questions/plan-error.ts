/** A question that cannot be asked this way: the caller's fault, told in one sentence with the way out. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Path of the offending field of the plan, `steps.2`. */
  readonly field: string;
  /** What stood there. */
  readonly value: unknown;

  constructor(message: string, field: string, value: unknown) {
    super(message);
    this.field = field;
    this.value = value;
  }
}
